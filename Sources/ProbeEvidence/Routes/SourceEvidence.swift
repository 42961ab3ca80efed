package import ProbeCore

/// Connections from another address of this device than the one that its routes have packets leave with.
package struct SourceEvidence: Codable, Hashable, Sendable {
    package struct Attempt: Codable, Hashable, Sendable {
        /// The way that the routes choose, with the source that they prefer.
        package var way: RouteLookup
        /// The address of the link, in the network that the gateway is in.
        package var source: IPAddress
        package var connect: ConnectAttempt

        package init(_ way: RouteLookup, from source: IPAddress, _ connect: ConnectAttempt) {
            self.way = way
            self.source = source
            self.connect = connect
        }
    }

    package var attempts: [Attempt] = []

    package init() {}
}

package import ProbeCore

/// Who answered what resolvers were asked, where no answer came from the resolvers' own addresses.
package struct AnswersFromAnySource: Codable, Hashable, Sendable {
    package struct Answer: Codable, Hashable, Sendable {
        /// Whom the question was sent to.
        package var server: SocketAddress
        /// Whom the answer to it came from.
        package var source: SocketAddress
        package var latency: Seconds

        package init(server: SocketAddress, source: SocketAddress, latency: Seconds) {
            self.server = server
            self.source = source
            self.latency = latency
        }

        /// A client that is connected to the resolver never sees it (udp(7)), and others turn it down (RFC 5452 section 9.1).
        ///
        /// The interface of an address of the link is the question's alone.
        package var isFromElsewhere: Bool { source.address != server.address || source.port != server.port }
    }

    package var answers: [Answer] = []

    package init() {}
}

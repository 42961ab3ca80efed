package import ProbeCore

/// The static table of hosts(5), which clients read before they ask a resolver (nsswitch.conf: `hosts: files dns`).
package struct HostsFile: Sendable {
    private let bytes: [UInt8]

    /// What is held in memory of one.
    package static let longest = 8 << 20
    /// What is read of one: block lists make a hosts file tens of megabytes long, and nobody's a longer one.
    package static let longestSearched = 64 << 20

    package init(parsing bytes: [UInt8]) { self.bytes = bytes }

    /// The addresses of a name or alias, in the order of the file, each once; letters match in either case.
    package func addresses(for host: HostName) -> [IPAddress] { boundedAddresses(for: host).kept }

    /// The same, and how many there are more.
    package func boundedAddresses(for host: HostName) -> (kept: [IPAddress], leftOut: Int) {
        var search = HostsSearch(for: host)
        search.take(bytes)
        search.finish()
        return (search.addresses, search.leftOut)
    }
}

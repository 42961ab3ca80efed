package import ProbeCore

/// The static table of hosts(5), which clients read before they ask a resolver (nsswitch.conf: `hosts: files dns`).
package struct HostsFile: Sendable {
    private let bytes: [UInt8]

    /// Block lists make a hosts file this long, and no longer.
    package static let longest = 8 << 20
    private static let mostAddresses = 64

    package init(parsing bytes: [UInt8]) { self.bytes = bytes }

    /// The addresses of a name or alias, in the order of the file, each once; letters match in either case.
    package func addresses(for host: HostName) -> [IPAddress] { boundedAddresses(for: host).kept }

    /// The same, and how many there are more.
    package func boundedAddresses(for host: HostName) -> (kept: [IPAddress], leftOut: Int) {
        let wanted = Array(host.description.utf8)
        var addresses: [IPAddress] = []
        var leftOut = 0
        for line in TextLines.lines(of: bytes) {
            let words = TextLines.words(of: line.prefix { $0 != UInt8(ascii: "#") })
            guard words.dropFirst().contains(where: { Self.matches($0, wanted) }), let first = words.first,
                let address = IPAddress(String(decoding: first, as: UTF8.self)), !addresses.contains(address)
            else { continue }
            if addresses.count < Self.mostAddresses { addresses.append(address) } else { leftOut += 1 }
        }
        return (addresses, leftOut)
    }

    private static func matches(_ word: ArraySlice<UInt8>, _ lowercase: [UInt8]) -> Bool {
        word.count == lowercase.count
            && zip(word, lowercase).allSatisfy { ((0x41...0x5a).contains($0) ? $0 | 0x20 : $0) == $1 }
    }
}

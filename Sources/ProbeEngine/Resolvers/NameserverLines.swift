package import ProbeCore
import ProbeTransport

/// The resolvers that a resolv.conf names, without what a client falls back to when it names none.
package enum NameserverLines {
    package static func servers(in text: String) -> [IPAddress] {
        let configuration = ResolverConfiguration(parsing: Array(text.utf8))
        return configuration.hasNameserver ? configuration.nameservers : []
    }

    /// Those that the engine finds, which passes over blanks before the keyword and over a carriage return behind the address
    /// (`nsRegexp` of libnetwork/resolvconf, strings.Fields since version 26).
    static func engines(in text: String) -> [IPAddress] {
        servers(
            in: text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: "\n"))
    }

    /// Those that stand alone on their lines: engines before version 26 pass over a line with anything behind the address but a
    /// comment (`nsRegexp` of libnetwork/resolvconf), where a C library takes the first and leaves the rest.
    static func lone(in text: String) -> Set<IPAddress> {
        Set(
            text.split(whereSeparator: \.isNewline).compactMap { line in
                let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
                guard words.count == 2, words[0] == "nameserver" else { return nil }
                return IPAddress(words[1])
            })
    }

    /// Whom the engine's own resolver asks for a container, which the engine writes into its resolv.conf since version 26 as
    /// `# ExtServers: [host(203.0.113.53) 198.51.100.53]`; `host()` says from where (moby, libnetwork/internal/resolvconf).
    ///
    /// - Returns: nothing where the file does not say so.
    package static func forwarders(in text: String) -> [IPAddress]? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("# ExtServers: [") }
        guard let line, let begin = line.firstIndex(of: "["), let end = line.lastIndex(of: "]") else { return nil }
        return line[line.index(after: begin)..<end].split { $0 == " " || $0 == "," }.prefix(mostForwarders).compactMap {
            IPAddress(String($0.hasPrefix("host(") && $0.last == ")" ? $0.dropFirst(5).dropLast() : $0))
        }
    }

    private static let mostForwarders = 16
}

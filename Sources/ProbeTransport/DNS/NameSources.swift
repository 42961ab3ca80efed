/// Where a C library looks a host's name up, and in what order: the line `hosts:` of nsswitch.conf(5).
package enum NameSources: Hashable, Sendable {
    /// As distributions have it, and as it is taken where nothing says otherwise.
    case hostsFileFirst
    /// What no resolver has an address for is looked up in the hosts file.
    case resolversFirst
    /// No program reads the hosts file.
    case resolversAlone

    package init(parsing bytes: [UInt8]) {
        self = .hostsFileFirst
        for line in TextLines.lines(of: bytes) {
            let words = TextLines.words(of: line.prefix { $0 != UInt8(ascii: "#") }).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard let first = words.first, first.lowercased().hasPrefix("hosts:") else { continue }
            let service = String(first.dropFirst("hosts:".count))
            // The last line of several counts (nss_database.c).
            self = Self.order(of: (service.isEmpty ? [] : [service]) + words.dropFirst())
        }
    }

    private static func order(of words: [String]) -> NameSources {
        // systemd-resolved, and the daemon behind `db`, have the hosts file's names as well.
        guard let resolvers = words.firstIndex(of: "dns"),
            !words[..<resolvers].contains(where: { ["files", "resolve", "db", "compat", "nis"].contains($0) })
        else { return .hostsFileFirst }
        let behind = words[(resolvers + 1)...]
        guard let files = behind.firstIndex(of: "files") else { return .resolversAlone }
        // An action such as [NOTFOUND=return] or [!UNAVAIL=return] ends the search at the denial.
        let actions = behind[..<files].filter { !$0.isEmpty }.joined(separator: " ").lowercased()
        return actions.contains("return") ? .resolversAlone : .resolversFirst
    }
}

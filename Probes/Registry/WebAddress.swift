import ProbeCore

/// Where an absolute https URL leads that a registry names: its token service, or its data endpoint (RFC 3986).
struct WebAddress: Sendable {
    let host: HostName
    let port: UInt16
    let path: String
    /// Behind the path, with its question mark: of a data endpoint a signature, which nobody else may see.
    let query: String

    /// Nothing unless the URL is https, with a name and no user before it.
    init?(_ url: String) {
        guard url.hasPrefix("https://") else { return nil }
        let rest = url.dropFirst("https://".count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest.dropFirst(authority.count).prefix { !"?#".contains($0) }
        let query = rest.dropFirst(authority.count + path.count).prefix { $0 != "#" }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let host = try? HostName(validating: String(name)),
            [path, query].allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x5c } })
        else { return nil }
        self.host = host
        self.path = path.isEmpty ? "/" : String(path)
        self.query = String(query)
        guard parts.count > 1 else {
            port = 443
            return
        }
        // Digits alone: UInt16 would take a sign before them.
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(parts[1]), port > 0 else {
            return nil
        }
        self.port = port
    }

    /// Whether it may be contacted: at the port of the web, or at the registry's own.
    ///
    /// What the network writes must not make this device knock at whatever port it likes, and `plan` names the ports
    /// beforehand.
    func isAdmitted(by registry: Endpoint) -> Bool { port == 443 || port == registry.port }
}

extension Endpoint {
    /// The value of the header `Host`: the port is part of it where it is not the scheme's (RFC 9110, section 7.2).
    var authority: String { port == 443 ? host.description : "\(host):\(port)" }
}

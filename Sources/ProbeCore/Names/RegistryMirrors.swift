/// What an engine asks for Docker Hub's images before Docker Hub itself (`registry-mirrors` of dockerd(8)).
///
/// It asks them for nobody else's, in their order, and Docker Hub where none of them gives the image (lookupV2Endpoints and
/// continueOnError of moby).
package struct RegistryMirrors: Codable, Hashable, Sendable {
    /// Those that TLS can prove by their names.
    package private(set) var named: [Registry] = []
    /// How many more there are: over plain HTTP, at an address, behind a path, or one too many.
    package private(set) var others = 0

    /// Each is asked on a ladder of its own.
    private static let most = 4

    package init(_ urls: [String]) {
        for mirror in urls.map(Self.registry) {
            guard let mirror, named.contains(mirror) || named.count < Self.most else {
                others += 1
                continue
            }
            if !named.contains(mirror) { named.append(mirror) }
        }
    }

    package var isEmpty: Bool { named.isEmpty && others == 0 }

    /// Counts among the others those that cannot be asked for what they mirror.
    package mutating func setAside(where isSetAside: (Registry) -> Bool) {
        let kept = named.filter { !isSetAside($0) }
        others += named.count - kept.count
        named = kept
    }

    /// Nothing for a URL that is more than `https://HOST[:PORT]`, whose scheme may be left out.
    private static func registry(_ url: String) -> Registry? {
        let text = url.lowercased()
        var rest = text.hasPrefix("https://") ? text.dropFirst(8) : text[...]
        if rest.hasSuffix("/") { rest.removeLast() }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first.flatMap({ try? HostName(validating: String($0)) }) else { return nil }
        guard parts.count > 1 else { return Registry(host) }
        guard let port = UInt16(parts[1]), port > 0 else { return nil }
        return Registry(host, port: port)
    }
}

/// An image as a container engine names it, such as `registry.example/agent:1.5` (reference.ParseNormalizedNamed of distribution).
package struct ImageReference: Codable, Hashable, Sendable {
    package let registry: Registry
    /// The image's path at the registry; `library/…` for a name without one at Docker Hub.
    package let repository: String
    /// A tag, `latest` where none is given, or a digest.
    package let reference: String

    package init?(_ image: String) {
        guard let registry = Registry(ofImage: image) else { return nil }
        var path = image[...]
        var isOfficial = true
        if let slash = image.firstIndex(of: "/") {
            let first = image[..<slash]
            if first.contains(".") || first.contains(":") || first == "localhost" {
                path = image[image.index(after: slash)...]
                isOfficial = Registry.isDockerHub(first)
            }
        }
        var reference = "latest"
        let digest = path.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        path = digest[0]
        if let colon = path.firstIndex(of: ":") {
            reference = String(path[path.index(after: colon)...])
            path = path[..<colon]
        }
        if digest.count > 1 { reference = String(digest[1]) }
        guard Self.isPath(path), Self.isReference(reference) else { return nil }
        self.registry = registry
        self.repository = isOfficial && !path.contains("/") ? "library/\(path)" : String(path)
        self.reference = reference
    }

    /// Whether no engine takes the text for an image's name (reference.Parse of distribution): another character than such names
    /// have, a scheme, an empty part, or capitals in the path.
    package static func isRefused(_ image: String) -> Bool {
        let isOfNames = image.utf8.allSatisfy { byte in
            switch byte {
            case 0x2b, 0x2d...0x3a, 0x40...0x5b, 0x5d, 0x5f, 0x61...0x7a: true
            default: false
            }
        }
        guard isOfNames, !image.contains("//") else { return true }
        var path = image[...]
        if let slash = image.firstIndex(of: "/") {
            let first = image[..<slash]
            // Newer engines take a first part with capitals for a registry.
            let isRegistry = first.contains { $0 == "." || $0 == ":" || $0.isUppercase } || first == "localhost"
            if isRegistry { path = image[image.index(after: slash)...] }
        }
        path = path.prefix { $0 != ":" && $0 != "@" }
        return path.isEmpty || path.hasSuffix("/") || path.contains(where: \.isUppercase)
    }

    /// Components of lower-case letters, digits and separators, which may stand in a request's target.
    private static func isPath(_ path: Substring) -> Bool {
        path.utf8.count <= 255
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { component in
                let isPlain = component.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                    default: false
                    }
                }
                return isPlain && !component.isEmpty && component.utf8.first != 0x2e
            }
    }

    /// A tag, or `algorithm:hex`.
    private static func isReference(_ reference: String) -> Bool {
        !reference.isEmpty && reference.utf8.count <= 160
            && reference.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                default: false
                }
            }
    }
}

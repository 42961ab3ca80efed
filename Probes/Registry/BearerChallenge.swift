import ProbeCore

/// A `Bearer` challenge of a registry (RFC 6750 section 3; distribution token specification).
struct BearerChallenge: Sendable {
    let realm: String
    let service: String?

    /// Where the realm leads; nothing unless it is https.
    let endpoint: WebAddress?

    /// The target of a request to the realm, with its query, percent-encoded (RFC 3986).
    func target(at endpoint: WebAddress, scope: String?) -> String {
        let parameters = [
            service.map { "service=\($0.percentEncoded)" }, scope.map { "scope=\($0.percentEncoded)" },
        ].compactMap(\.self)
        return parameters.isEmpty ? endpoint.path : "\(endpoint.path)?\(parameters.joined(separator: "&"))"
    }

    init?(_ header: WireText) {
        let text = header.description
        guard text.lowercased().hasPrefix("bearer ") else { return nil }
        let parameters = Self.parameters(text.dropFirst("bearer ".count))
        guard let realm = parameters["realm"] else { return nil }
        self.realm = realm
        service = parameters["service"]
        endpoint = WebAddress(realm)
    }

    /// `name="value"` pairs, separated by commas.
    private static func parameters(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].drop { ", ".contains($0) }.lowercased()
            rest = rest[rest.index(after: equals)...]
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let end = rest.firstIndex(of: "\"") else { break }
                found[name] = String(rest[..<end])
                rest = rest[rest.index(after: end)...]
            } else {
                let value = rest.prefix { $0 != "," }
                found[name] = String(value)
                rest = rest.dropFirst(value.count)
            }
        }
        return found
    }
}

extension String {
    /// Everything but RFC 3986's unreserved characters as `%XX`.
    fileprivate var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

package import ProbeCore
package import ProbeEvidence

/// A proxy's URL as `--proxy` and `https_proxy` give it: `http://[user:password@]host[:port]`.
///
/// Errors never repeat the text: it may hold a password.
package enum ProxyURL {
    package struct Invalid: Error, Hashable, CustomStringConvertible {
        package let sentence: Sentence

        package var description: String { sentence.english }

        init(description: Sentence) { sentence = description }
    }

    package static func parse(_ text: String, source: Proxy.Source) throws(Invalid) -> Proxy {
        guard !isOfScript(text) else {
            throw Invalid(
                description: """
                    the URL is that of a script that names proxies (PAC), which neither IoT Edge nor its engine runs; set the \
                    proxy that it names
                    """)
        }
        var rest = text[...]
        var scheme = "http"
        if let colon = rest.firstIndex(of: ":"), rest[colon...].hasPrefix("://") {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(colon, offsetBy: 3)...]
        }
        guard ["http", "https"].contains(scheme) else {
            throw Invalid(description: "the proxy's scheme is neither http nor https")
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !rest[authority.endIndex...].contains("@") else {
            // Else the beginning of a password might pass for the proxy's port, and be shown as such.
            throw Invalid(description: "the proxy's user or password has a /, ? or #; write it as %2F, %3F or %23")
        }
        rest = authority
        var credentials: Credentials?
        if let at = rest.lastIndex(of: "@") {
            credentials = try parseCredentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        let (host, port) = try parseHost(rest, defaultPort: scheme == "https" ? 443 : 80)
        var proxy = Proxy(ProxyAddress(host, port: port), credentials: credentials, source: source)
        proxy.scheme = scheme
        return proxy
    }

    /// The URL of a script for a browser's automatic configuration: whoever takes it for a proxy sends requests to the server
    /// that has the script.
    package static func isOfScript(_ text: String) -> Bool {
        let path = text.prefix { $0 != "?" && $0 != "#" }.lowercased()
        guard let start = path.firstRange(of: "://")?.upperBound, let slash = path[start...].firstIndex(of: "/") else {
            return false
        }
        return path[slash...].hasSuffix(".pac") || path[slash...].hasSuffix("/wpad.dat")
    }

    /// What is taken here as it is meant, and refused by others: url::Url of aziot-identityd and Uri of .NET want a scheme, and
    /// with net/url of Go (validUserinfo) they want other characters than these percent-encoded.
    package static func fault(of text: String) -> ConfigurationEvidence.Proxy.Fault? {
        guard let scheme = text.firstRange(of: "://") else { return .scheme }
        let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return nil }
        let isPlain = authority[..<at].utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: "-._:~!$&'()*+,;=%@".utf8.contains(byte)
            }
        }
        return isPlain ? nil : .credentials
    }

    private static func parseCredentials(_ text: Substring) throws(Invalid) -> Credentials {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        guard let user = percentDecoded(text[..<colon]), let password = percentDecoded(text[colon...].dropFirst())
        else {
            throw Invalid(description: "the proxy's user or password has a broken % escape")
        }
        guard !user.utf8.contains(0x3a), (user + password).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw Invalid(description: "the proxy's user has a colon, or a control character stands there (RFC 7617)")
        }
        return Credentials(user: user, password: password)
    }

    private static func parseHost(
        _ text: Substring, defaultPort: UInt16
    ) throws(Invalid) -> (Host, UInt16) {
        // A link's own addresses say nothing to anybody beyond it.
        if let address = SocketAddress(String(text), defaultPort: defaultPort), address.zone == nil {
            return (.address(address.address), address.port)
        }
        if text.hasPrefix("["), text.hasSuffix("]"), let address = IPAddress(text.dropFirst().dropLast()) {
            return (.address(address), defaultPort)
        }
        var host = text
        var port = defaultPort
        if let colon = text.lastIndex(of: ":") {
            guard let number = SocketAddress.port(text[text.index(after: colon)...]) else {
                throw Invalid(description: "the proxy's port is not a number from 1 to 65535")
            }
            (host, port) = (text[..<colon], number)
        }
        do {
            return (.name(try HostName(validating: String(host))), port)
        } catch {
            throw Invalid(description: "the proxy's host name \(error.sentence)")
        }
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            // A sign, which UInt8 would take, is no digit.
            guard digits.count == 2, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
                let decoded = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

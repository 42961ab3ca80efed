/// Where an HTTP proxy listens, as a report may show it.
package struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
    package let host: Host
    package let port: UInt16

    package init(_ host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `HOST:PORT`, with brackets round an IPv6 address.
    package var description: String {
        switch host {
        case .name(let name): "\(name):\(port)"
        case .address(let address): SocketAddress(address, port: port).description
        }
    }
}

extension ProxyAddress: Codable {
    /// Parses `HOST:PORT`.
    package init?(_ text: String) {
        if let address = SocketAddress(text, defaultPort: 0), address.port > 0 {
            self.init(.address(address.address), port: address.port)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = SocketAddress.port(text[text.index(after: colon)...]),
            let name = try? HostName(validating: String(text[..<colon]))
        else { return nil }
        self.init(.name(name), port: port)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let address = ProxyAddress(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not HOST:PORT")
        }
        self = address
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// An HTTP proxy with what it takes to use it, and where its address was found.
package struct Proxy: Codable, Hashable, Sendable {
    package enum Source: String, Codable, Hashable, Sendable {
        case commandLine = "command-line"
        case environment
        case configuration
    }

    package var address: ProxyAddress
    package var credentials: Credentials?
    package var source: Source
    /// What `NO_PROXY` has whoever heeds it reach directly.
    package var exceptions: [String] = []
    /// The scheme of the URL; only `http` works with IoT Edge.
    package var scheme = "http"
    /// A package manager alone is set to it: it may be a cache of packages, which opens no tunnels, or let nobody get elsewhere.
    package var isOfPackages: Bool?

    package init(_ address: ProxyAddress, credentials: Credentials? = nil, source: Source) {
        self.address = address
        self.credentials = credentials
        self.source = source
    }
}

extension Proxy {
    /// Whether `NO_PROXY` keeps a host from the proxy: an exact name, a domain with or without a leading dot or `*.`, each with a
    /// port or without (Go's golang.org/x/net/http/httpproxy, which the engine reads it with), or `*`.
    ///
    /// A port other than that of HTTPS excepts nothing: what goes through a proxy goes there.
    package func excepts(_ host: HostName) -> Bool {
        exceptions.contains { exception in
            guard exception != "*" else { return true }
            var domain = exception.lowercased()[...]
            if let colon = domain.lastIndex(of: ":"), SocketAddress.port(domain[domain.index(after: colon)...]) != nil {
                guard domain[colon...] == ":443" else { return false }
                domain = domain[..<colon]
            }
            domain = domain.hasPrefix("*.") ? domain.dropFirst(2) : domain.hasPrefix(".") ? domain.dropFirst() : domain
            guard !domain.isEmpty else { return false }
            return host.description == domain || host.description.hasSuffix("." + domain)
        }
    }
}

/// Basic credentials (RFC 7617); prints as nothing, so that no log or error shows them by accident.
package struct Credentials: Codable, Hashable, Sendable {
    package let user: String
    package let password: String

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(credentials)" }
    package var debugDescription: String { description }
    /// Nothing for dump(_:) and other reflection either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

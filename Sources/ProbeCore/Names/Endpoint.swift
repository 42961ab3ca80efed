/// A host and port with the transport spoken there and the way taken to it: one ladder, one connection.
package struct Endpoint: Subject, CustomStringConvertible {
    /// Whose endpoint it is.
    package enum Service: String, Codable, Hashable, Sendable, CaseIterable {
        case hub, dps, registry
    }

    /// Whether the connection goes straight out or through the HTTP proxy.
    package enum Via: String, Codable, Hashable, Sendable {
        case direct, proxy
    }

    package let service: Service
    package let host: HostName
    package let port: UInt16
    package let transport: Transport
    package let via: Via

    package init(_ service: Service, _ host: HostName, _ transport: Transport, port: UInt16? = nil, via: Via = .direct)
    {
        self.service = service
        self.host = host
        self.port = port ?? transport.port
        self.transport = transport
        self.via = via
    }

    package var description: String {
        "\(transport.rawValue) \(host):\(port)\(via == .proxy ? " through the proxy" : "")"
    }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Name(host) as? S ?? Device() as? S }
}

/// A time server that the device, or else the tool, would ask.
package struct TimeServer: Subject, CustomStringConvertible {
    package let host: Host
    package let port: UInt16
    /// The file that names it; nothing for the tool's own choice.
    package let source: LocalText?

    package static let standardPort: UInt16 = 123

    package init(_ host: Host, port: UInt16 = TimeServer.standardPort, source: LocalText? = nil) {
        self.host = host
        self.port = port
        self.source = source
    }

    package func narrowed<S: Subject>(to type: S.Type) -> S? { self as? S ?? Device() as? S }

    package var description: String {
        port == Self.standardPort ? "\(host)" : "\(host) port \(port)"
    }

    private enum Member: String, CodingKey {
        case host, address, port, source
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if let address = try container.decodeIfPresent(IPAddress.self, forKey: .address) {
            host = .address(address)
        } else {
            host = .name(try container.decode(HostName.self, forKey: .host))
        }
        port = try container.decode(UInt16.self, forKey: .port)
        source = try container.decodeIfPresent(LocalText.self, forKey: .source)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch host {
        case .name(let name): try container.encode(name, forKey: .host)
        case .address(let address): try container.encode(address, forKey: .address)
        }
        try container.encode(port, forKey: .port)
        try container.encodeIfPresent(source, forKey: .source)
    }
}

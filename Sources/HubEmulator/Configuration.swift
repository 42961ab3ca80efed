package import ProbeCore
package import ProbeTLS

/// What an emulated hub is called, where it listens, and what it does wrong.
package struct Configuration: Codable, Sendable {
    package var hub: HostName
    /// Further hubs that are the same one by other names.
    package var furtherHubs: [HostName] = []
    package var dps = Self.wellKnown("global.azure-devices-provisioning.net")
    package var registry = Self.wellKnown("mcr.microsoft.com")
    package var dataEndpoint = Self.wellKnown("eastus.data.mcr.microsoft.com")
    /// Where every service listens that has no address of its own.
    package var address = IPAddress.loopback
    /// Addresses of single services: real ones do not share theirs either.
    package var addresses: [Service: IPAddress] = [:]
    package var ports = Ports()
    package var faults: [Fault] = []
    /// The one device that is known; nothing turns every device away.
    package var testDevice: TestDevice?
    /// Nothing keeps to what the real services speak: the hub and DPS TLS 1.2, the registry also 1.3.
    package var tls: Versions?
    /// On the MQTT and AMQP ports, as the real hub does.
    package var requestsClientCertificate = true
    /// Shown by every service instead of a chain minted at the start.
    package var identity: Identity?
    /// The kind of the minted leaves' keys: Azure shows RSA, which takes tenths of a second to make.
    package var leafKey = LeafKey.p256
    package var registryAccess = RegistryAccess.open
    /// The proxy's rules; a fault that needs a proxy brings its own.
    package var proxy: ProxyPolicy?

    package init(hub: HostName) { self.hub = hub }

    /// Where to listen; 0 takes a free port, and then each service has ports of its own.
    package struct Ports: Codable, Hashable, Sendable {
        package var https: UInt16 = 0
        package var amqp: UInt16 = 0
        package var mqtt: UInt16 = 0
        package var pages: UInt16 = 0
        package var proxy: UInt16 = 0

        package init() {}

        /// The ports of the real services; below 1024 they need the right to bind them.
        package static var real: Ports {
            var ports = Ports()
            (ports.https, ports.amqp, ports.mqtt, ports.pages, ports.proxy) = (443, 5671, 8883, 80, 3128)
            return ports
        }
    }

    /// The oldest and the newest version of TLS to speak.
    package struct Versions: Codable, Hashable, Sendable {
        package var oldest: TLSEngine.Version
        package var newest: TLSEngine.Version

        package init(oldest: TLSEngine.Version, newest: TLSEngine.Version) {
            self.oldest = oldest
            self.newest = newest
        }
    }

    package enum LeafKey: String, Codable, Hashable, Sendable {
        case p256, rsa2048
    }

    /// Whom the registry lets read.
    package enum RegistryAccess: String, Codable, Hashable, Sendable {
        /// Everyone, without a token.
        case open
        /// Everyone, with a token that anyone gets.
        case token
        /// Nobody without credentials.
        case credentials
    }

    private static func wellKnown(_ name: StaticString) -> HostName {
        guard let name = try? HostName(validating: "\(name)") else {
            preconditionFailure("a well-known name is a name")
        }
        return name
    }
}

extension Configuration {
    /// A chain to show, and the root that clients are told to trust.
    package struct Identity: Codable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        /// PEM, leaf first.
        package let chain: String
        package let privateKey: String
        package let root: String

        package init(chain: String, privateKey: String, root: String) {
            self.chain = chain
            self.privateKey = privateKey
            self.root = root
        }

        package var description: String { "(certificate chain and key)" }
        package var debugDescription: String { description }
    }

    func address(of service: Service) -> IPAddress { addresses[service] ?? address }

    func port(of door: Door) -> UInt16 {
        switch door.port {
        case 443: ports.https
        case 5671: ports.amqp
        case 8883: ports.mqtt
        default: ports.pages
        }
    }

    /// The names that a service goes by.
    func names(of service: Service) -> [String] {
        switch service {
        case .hub: hubNames.map(\.description)
        case .dps: [dps.description]
        case .registry: [registry.description]
        case .data: [dataEndpoint.description]
        case .pages: ["www.msftconnecttest.com", "detectportal.firefox.com"]
        }
    }

    /// As in Azure, a hub that goes by its classic name has one for devices that speak TLS 1.3 and one for back ends too.
    private var hubNames: [HostName] {
        ([hub] + furtherHubs).flatMap { hub in
            guard let name = hub.hub, name.form == .classic else { return [hub] }
            return [hub] + [HubName.Form.device, .service].compactMap(name.named)
        }
    }

    /// The service that a server name asks for, among those that TLS is spoken with.
    func service(named name: String) -> Service? {
        let name = name.lowercased()
        return Service.allCases.first { $0 != .pages && names(of: $0).contains(name) }
    }
}

extension IPAddress {
    fileprivate static var loopback: IPAddress {
        guard let address = IPAddress(bytes: [127, 0, 0, 1]) else { preconditionFailure("four bytes are an address") }
        return address
    }
}

extension TLSEngine.Version: Codable {}

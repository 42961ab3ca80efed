import ProbeCore

/// The names, addresses and vantages that surveys of the tests are about.
enum Places {
    static let hub = name("myhub.azure-devices.net")
    static let dps = name("global.azure-devices-provisioning.net")
    static let registry = name("mcr.microsoft.com")
    static let dockerHub = name("registry-1.docker.io")
    static let mirror = name("mirror.plant.example")
    static let dataEndpoint = name("eastus.data.mcr.microsoft.com")

    static let hubAddress = address("203.0.113.20")
    static let dpsAddress = address("203.0.113.30")
    static let registryAddress = address("203.0.113.40")
    static let dockerHubAddress = address("203.0.113.41")
    static let mirrorAddress = address("203.0.113.42")
    static let registryAddressV6 = address("2001:db8:40::1")
    static let deviceAddress = address("10.3.0.17")
    static let resolver = SocketAddress(address("10.3.0.53"), port: 53)
    static let secondResolver = SocketAddress(address("10.3.0.54"), port: 53)
    static let controlResolver = SocketAddress(address("1.1.1.1"), port: 53)
    static let proxy = SocketAddress(address("10.3.0.80"), port: 3128)
    static let proxyAddress = ProxyAddress(.address(proxy.address), port: proxy.port)
    static let nowhere = SocketAddress(address("192.0.2.1"), port: 443)

    static let bridge = vantage("docker:bridge")
    static let edgeNetwork = vantage("docker:azure-iot-edge")

    static func name(_ text: String) -> HostName {
        guard let name = try? HostName(validating: text) else { preconditionFailure("\(text) is no host name") }
        return name
    }

    static func address(_ text: String) -> IPAddress {
        guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
        return address
    }

    static func vantage(_ text: String) -> Vantage {
        guard let vantage = Vantage(text) else { preconditionFailure("\(text) is no vantage") }
        return vantage
    }

    /// The address that the healthy survey has for a host.
    static func address(of host: HostName) -> IPAddress {
        switch host {
        case dps: dpsAddress
        case registry, dataEndpoint: registryAddress
        case dockerHub: dockerHubAddress
        case mirror: mirrorAddress
        default: hubAddress
        }
    }
}

extension Endpoint {
    static let hubHTTPS = Endpoint(.hub, Places.hub, .https)
    static let hubAMQP = Endpoint(.hub, Places.hub, .amqp)
    static let hubAMQPOverWebSocket = Endpoint(.hub, Places.hub, .amqpOverWebSocket)
    static let hubMQTT = Endpoint(.hub, Places.hub, .mqtt)
    static let hubMQTTOverWebSocket = Endpoint(.hub, Places.hub, .mqttOverWebSocket)
    static let dpsHTTPS = Endpoint(.dps, Places.dps, .https)
    static let dpsMQTT = Endpoint(.dps, Places.dps, .mqtt)
    static let registryHTTPS = Endpoint(.registry, Places.registry, .https)

    static let hubEndpoints = [hubHTTPS, hubAMQP, hubAMQPOverWebSocket, hubMQTT, hubMQTTOverWebSocket]

    var throughProxy: Endpoint { Endpoint(service, host, transport, port: port, via: .proxy) }
}

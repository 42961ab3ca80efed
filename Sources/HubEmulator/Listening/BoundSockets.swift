import NIOCore
import NIOPosix
import ProbeCore
import ProbeLinux

/// The sockets of an emulator: those that listen, and those that are bound only so that their ports refuse.
struct BoundSockets {
    let doors: [Door: SocketAddress]
    let proxy: SocketAddress?
    let refusing: SocketAddress
    let counters: Counters
    /// Keeps what is closed closed.
    private let held: [RefusingPort]

    /// Binds all of them at once.
    static func bind(
        _ configuration: Configuration, _ faults: Faults, _ identities: Identities, on group: any EventLoopGroup
    ) async throws -> BoundSockets {
        let counters = Counters()
        let services = try Services(configuration, faults, identities, counters)
        let refusing = try RefusingPort(at: configuration.address)
        var held = [refusing]
        var listening: [Door: SocketAddress] = [:]
        for entrance in try Entrance.all(configuration, faults) {
            let address = try await Listener.bind(entrance.address, on: group) { channel in
                services.receive(channel, at: entrance)
            }
            for door in entrance.doors { listening[door] = address }
        }
        var doors = listening
        for door in Door.all where faults.refuses(door) {
            // A port of the real number that nobody listens on refuses by itself.
            let port = configuration.port(of: door)
            let address = configuration.address(of: door.service)
            if port != 0 {
                doors[door] = SocketAddress(address, port: port)
            } else {
                let port = try RefusingPort(at: address)
                held.append(port)
                doors[door] = port.address
            }
        }
        var proxy: SocketAddress?
        if let policy = configuration.proxy ?? faults.proxy {
            let routes = ProxyRoutes(listening, configuration)
            proxy = try await Listener.bind(
                SocketAddress(configuration.address, port: configuration.ports.proxy), on: group
            ) { channel in
                ProxyHandler.install(policy, routes, counters, in: channel)
            }
        }
        return BoundSockets(
            doors: doors, proxy: proxy, refusing: refusing.address, counters: counters, held: held)
    }
}

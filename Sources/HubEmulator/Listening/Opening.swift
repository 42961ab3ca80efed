import NIOCore
import NIOPosix
import ProbeCore

/// Everything that an emulator has opened.
struct Opening {
    let doors: [Door: SocketAddress]
    let proxy: SocketAddress?
    let refusing: SocketAddress
    let counters: Counters

    /// Opens all listeners at once.
    static func open(
        _ configuration: Configuration, _ faults: Faults, _ identities: Identities, on group: any EventLoopGroup
    ) async throws -> Opening {
        let counters = Counters()
        let services = try Services(configuration, faults, identities, counters)
        let anchor = try await Listener.bind(SocketAddress(configuration.address, port: 0), on: group) { channel in
            channel.eventLoop.makeSucceededVoidFuture()
        }
        let refusing = try await HeldPort.hold(configuration.address, anchor: anchor, on: group)
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
            doors[door] =
                port != 0
                ? SocketAddress(address, port: port) : try await HeldPort.hold(address, anchor: anchor, on: group)
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
        return Opening(doors: doors, proxy: proxy, refusing: refusing, counters: counters)
    }
}

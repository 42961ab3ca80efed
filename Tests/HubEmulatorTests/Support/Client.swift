import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeTLS
import ProbeTransport
import Testing

/// A client of an emulated hub: the project's own, which the probes use.
struct Client {
    let hub: HubEmulator
    private let trust: Trust

    static let hubName = "myhub.azure-devices.net"
    static let dpsName = "global.azure-devices-provisioning.net"
    static let registryName = "mcr.microsoft.com"
    static let dataName = "eastus.data.mcr.microsoft.com"

    /// Opens a hub with some faults, and gives a client that trusts its root alone.
    static func withHub<Result>(
        _ faults: Fault..., configure: (inout Configuration) -> Void = { _ in },
        _ body: (Client) async throws -> Result
    ) async throws -> Result {
        var configuration = Configuration(hub: try HostName(validating: hubName))
        configuration.faults = faults
        configure(&configuration)
        return try await HubEmulator.withHub(configuration) { hub in
            let trust = try Trust(TrustedRoots(given: hub.root, onlyGiven: true))
            return try await body(Client(hub: hub, trust: trust))
        }
    }

    /// TCP to a door.
    func connect(_ door: Door) async throws -> Connection { try await connect(try #require(hub.doors[door])) }

    func connect(_ address: SocketAddress) async throws -> Connection {
        let socket = try await TCP.connect(to: address, deadline: .now + .seconds(10)).socket
        return try await Connection.adopt(try #require(socket), remote: address)
    }

    /// TLS on top, for the door's own name unless another is given.
    func handshake(
        _ door: Door, serverName: String?? = .none, waits: Waits = .long
    ) async throws -> (handshake: Handshake, connection: Connection) {
        let connection = try await connect(door)
        let ended = await handshake(on: connection, door, serverName: serverName, waits: waits)
        return (ended, connection)
    }

    func handshake(
        on connection: Connection, _ door: Door, serverName: String?? = .none, waits: Waits = .long
    ) async -> Handshake {
        let name =
            switch door.service {
            case .hub, .pages: Self.hubName
            case .dps: Self.dpsName
            case .registry: Self.registryName
            case .data: Self.dataName
            }
        return await connection.handshake(
            .init(serverName: serverName ?? name), expecting: name, trust: trust, waits: waits, whenStuck: { _ in })
    }

    /// A connection with verified TLS.
    func secure(_ door: Door) async throws -> Connection {
        let (handshake, connection) = try await handshake(door)
        try #require(handshake.result == .completed)
        try #require(handshake.verifications.contains { $0.isTrusted })
        try #require(handshake.matchesName)
        return connection
    }

    /// Leads a conversation at a door.
    func converse<C: Conversation>(
        _ conversation: C, at door: Door, waits: Waits = .long
    ) async throws -> (conversation: C, exchange: Exchange) {
        let connection = try await secure(door)
        let result = await connection.converse(conversation, waits: waits, whenStuck: { _, _ in })
        await connection.close()
        return result
    }

    /// One request at a door.
    func request(
        _ target: String, method: String = "GET", at door: Door, headers: [(name: String, value: String)] = []
    ) async throws -> HTTPReply {
        let connection = try await secure(door)
        let request = HTTPRequest(method: method, target: target, headers: [("Host", Self.hubName)] + headers)
        let (reply, _) = await connection.request(request, waits: .long, whenStuck: { _ in })
        await connection.close()
        return try #require(reply)
    }

    /// An upgrade to WebSocket, and the connection it was made on.
    func upgrade(
        _ subprotocol: String, path: String = "/$iothub/websocket", at door: Door = .hubHTTPS
    ) async throws -> (upgrade: WebSocketUpgrade, connection: Connection) {
        let connection = try await secure(door)
        let upgrade = await connection.upgradeToWebSocket(
            host: hub.configuration.hub, path: path, subprotocol: subprotocol, waits: .long, whenStuck: { _ in })
        return (upgrade, connection)
    }
}

extension Waits {
    /// Long enough that only a fault makes them matter.
    static var long: Waits {
        Waits(stuck: .now + .seconds(20), quiet: .now + .seconds(20), deadline: .now + .seconds(20))
    }

    /// For silences.
    static var short: Waits {
        Waits(stuck: .now + .milliseconds(50), quiet: .now + .milliseconds(150), deadline: .now + .seconds(20))
    }
}

extension HTTPReply {
    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { answer.value(of: name)?.description }
}

extension Client {
    /// One attempt to connect, for what it says.
    func attempt(_ address: SocketAddress) async throws -> ConnectAttempt {
        let (attempt, socket) = try await TCP.connect(to: address, deadline: .now + .seconds(10))
        socket?.close()
        return attempt
    }
}

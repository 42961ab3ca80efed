import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeTLS
import ProbeTransport
import Testing

struct ConverseTests {
    private let conversation: MQTTConversation

    init() throws { conversation = MQTTConversation(hub: try HostName(validating: Minted.name)) }

    private static let connack: [UInt8] = [0x20, 2, 0, 5]

    @Test func `a CONNACK over plain TCP answers, and what follows is there for the next conversation`() async throws {
        try await LoopbackServer.play([.after(bytes: 20, .send(Self.connack + Self.connack))]) { connection, server in
            let first = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(first.exchange.result == .answered)
            #expect(first.conversation.returnCode == 5)
            #expect(first.exchange.bytesSent == server.received.count)
            #expect(first.exchange.bytesReceived == 8)
            #expect(first.exchange.opening?.description == #" \x02\x00\x05 \x02\x00\x05"#)
            #expect(first.exchange.tcp != nil)
            let second = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(second.exchange.result == .answered)
        }
    }

    @Test func `a CONNACK over TLS answers`() async throws {
        let minted = try Minted()
        try await LoopbackServer.play([.after(bytes: 20, .send(Self.connack))], tls: minted.identity) { connection, _ in
            let handshake = await connection.handshake(
                .init(serverName: Minted.name), expecting: Minted.name, trust: minted.trust, waits: .long,
                whenStuck: { _ in })
            #expect(handshake.result == .completed)
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(exchange.bytesReceived == 4)
        }
    }

    @Test func `a server that speaks with its first TLS flight is heard`() async throws {
        let minted = try Minted()
        try await LoopbackServer.play([.atOnce(.send(Self.connack))], tls: minted.identity) { connection, _ in
            _ = await connection.handshake(
                .init(serverName: Minted.name), expecting: Minted.name, trust: minted.trust, waits: .long,
                whenStuck: { _ in })
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
        }
    }

    @Test func `close_notify is a close`() async throws {
        let minted = try Minted()
        try await LoopbackServer.play([.after(bytes: 20, .finish)], tls: minted.identity) { connection, _ in
            _ = await connection.handshake(
                .init(serverName: nil), expecting: Minted.name, trust: minted.trust, waits: .long, whenStuck: { _ in })
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .closed)
            #expect(exchange.bytesSent > 20)
            #expect(exchange.bytesReceived == 0)
            let again = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(again.exchange.result == .closed)
        }
    }

    @Test func `silence is stuck once and then silent`() async throws {
        try await LoopbackServer.play([]) { connection, _ in
            let stuck = Tally<Exchange>()
            let (_, exchange) = await connection.converse(conversation, waits: .short) { stuck.note($1) }
            #expect(stuck.all.map(\.result) == [.silent])
            #expect(stuck.all.first?.tcp != nil)
            #expect(exchange.result == .silent)
            #expect(exchange.opening == nil)
            #expect((exchange.tcp?.bytesAcknowledged ?? 0) > exchange.bytesSent)
        }
    }

    @Test func `a reset keeps its errno and the bytes that came before`() async throws {
        try await LoopbackServer.play([.after(bytes: 20, .send([0x20]), .reset)]) { connection, _ in
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .reset)
            #expect(exchange.error == "ECONNRESET")
        }
    }

    @Test func `another protocol shows its opening`() async throws {
        try await LoopbackServer.play([.atOnce(.send("SSH-2.0-OpenSSH_9.2\r\n"))]) { connection, _ in
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .otherProtocol)
            #expect(exchange.opening?.description == #"SSH-2.0-OpenSSH_9.2\r\n"#)
        }
    }

    @Test func `a cancelled conversation is superseded, and the connection still closes`() async throws {
        try await LoopbackServer.play([]) { connection, _ in
            let exchange = await withTaskGroup(of: Exchange.self, returning: Exchange?.self) { group in
                let conversation = conversation
                group.addTask { await connection.converse(conversation, waits: .long, whenStuck: { _, _ in }).exchange }
                group.cancelAll()
                return await group.next()
            }
            #expect(exchange?.result == .superseded)
            await connection.close()
            await connection.close()
            let (_, late) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(late.result == .closed)
            #expect(late.bytesSent == 0)
            _ = await connection.info()
        }
    }

    @Test func `a flood is paused and then read to its end`() async throws {
        let flood = Array(repeating: UInt8(7), count: 400_000)
        try await LoopbackServer.play([.atOnce(.send(flood))]) { connection, _ in
            let (swallowed, exchange) = await connection.converse(
                Swallowing(limit: flood.count), waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(exchange.bytesReceived == flood.count)
            #expect(swallowed.largest <= 300_000)
        }
    }

    @Test func `a socket is adopted once`() async throws {
        try await LoopbackServer.play([]) { connection, _ in
            let socket = try await TCP.connect(to: connection.remote, deadline: .now + .seconds(10)).socket
            let taken = try #require(socket)
            let second = try await Connection.adopt(taken, remote: connection.remote)
            await #expect(throws: ProbeError.self) { try await Connection.adopt(taken, remote: connection.remote) }
            await second.close()
        }
    }
}

/// Takes bytes until there were enough.
private struct Swallowing: Conversation {
    let limit: Int
    var total = 0
    var largest = 0

    init(limit: Int) { self.limit = limit }

    mutating func begin() -> [UInt8] { [1] }

    mutating func receive(_ bytes: [UInt8]) -> Step {
        total += bytes.count
        largest = max(largest, bytes.count)
        return total >= limit ? .finished(.answered, leftover: []) : .wait
    }
}

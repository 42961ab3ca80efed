import NIOCore
import NIOEmbedded
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeTLS
@testable import ProbeTransport
import Testing

/// A peer that never ends takes no more of the one event loop than its share, and none for ever.
struct FairShareTests {
    @Test func `what never ends is left after the allowance`() async throws {
        try await LoopbackServer.play([.atOnce(.send(Self.flood))]) { connection, _ in
            let (_, exchange) = await connection.converse(Endless(), waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .malformed)
            #expect(exchange.bytesReceived > 200_000 && exchange.bytesReceived <= Meter.allowance)
        }
    }

    @Test func `a header that drips is left after as many reads as the allowance has`() throws {
        let channel = EmbeddedChannel()
        let errors = Errors()
        try channel.pipeline.syncOperations.addHandlers([Meter(), errors])
        for _ in 0..<Meter.allowance / 128 { _ = try? channel.writeInbound(ByteBuffer(bytes: [0x41])) }
        #expect(errors.count == 0)
        for _ in 0..<3 { _ = try? channel.writeInbound(ByteBuffer(bytes: [0x41])) }
        #expect(errors.count == 1)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `records of one byte under TLS are left as well`() async throws {
        let minted = try Minted()
        let drops = LoopbackServer.Turn(
            isCued: { !$0.isEmpty }, actions: Array(repeating: .send([7]), count: Mailbox.mostPieces * 2))
        let exchange = try await LoopbackServer.play([drops], tls: minted.identity) { connection, _ in
            let handshake = await connection.handshake(
                .init(serverName: Minted.name), expecting: Minted.name, trust: minted.trust, waits: .long,
                whenStuck: { _ in })
            #expect(handshake.isVerified)
            return await connection.converse(Endless(), waits: .long, whenStuck: { _, _ in }).exchange
        }
        #expect(exchange.result == .malformed)
        #expect(exchange.bytesReceived <= Mailbox.mostPieces)
    }

    @Test func `beside peers that never end a healthy one has all its answers`() async throws {
        let answers = 200
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await LoopbackServer.play([.atOnce(.send(Self.flood))]) { connection, _ in
                        await connection.converse(Endless(), waits: .long, whenStuck: { _, _ in }).exchange.result
                            == .malformed
                    }
                }
            }
            group.addTask {
                let turns = (0..<answers).map { _ in LoopbackServer.Turn.after(bytes: 1, .send([9])) }
                return try await LoopbackServer.play(turns) { connection, _ in
                    let (asking, exchange) = await connection.converse(
                        Asking(answers: answers), waits: .long, whenStuck: { _, _ in })
                    return exchange.result == .answered && asking.left == 0
                }
            }
            for try await isAsItShouldBe in group { #expect(isAsItShouldBe) }
        }
    }

    private static let flood = Array(repeating: UInt8(7), count: 4_000_000)
}

/// Waits for something that never comes.
private struct Endless: Conversation {
    mutating func begin() -> [UInt8] { [1] }
    mutating func receive(_ bytes: [UInt8]) -> Step { .wait }
}

/// Asks again after each answer.
private struct Asking: Conversation {
    var left: Int

    init(answers: Int) { left = answers }

    mutating func begin() -> [UInt8] { [1] }

    mutating func receive(_ bytes: [UInt8]) -> Step {
        left -= bytes.count
        return left <= 0 ? .finished(.answered, leftover: []) : .send([1])
    }
}

/// Counts the errors that get to the end of a pipeline.
private final class Errors: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private(set) var count = 0

    func errorCaught(context: ChannelHandlerContext, error: any Error) { count += 1 }
}

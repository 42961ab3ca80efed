import ProbeCore
import ProbeEvidence
import ProbeTLS
import ProbeTransport
import Testing

struct HandshakeTests {
    private let minted: Minted

    init() throws { minted = try Minted() }

    private func handshake(
        with turns: [LoopbackServer.Turn], tls identity: ServerIdentity? = nil,
        waits: @autoclosure @Sendable () -> Waits = .long,
        whenStuck: @Sendable (Handshake) -> Void = { _ in }
    ) async throws -> Handshake {
        try await LoopbackServer.play(turns, tls: identity) { connection, _ in
            await connection.handshake(
                .init(serverName: Minted.name), expecting: Minted.name, trust: minted.trust, waits: waits(),
                whenStuck: whenStuck)
        }
    }

    @Test func `a completed handshake shows the chain and what the stores say of it`() async throws {
        let handshake = try await handshake(with: [], tls: minted.identity)
        #expect(handshake.result == .completed)
        #expect(handshake.isVerified)
        #expect(handshake.serverName?.description == Minted.name)
        #expect(handshake.chain.count == 2)
        #expect(handshake.version == "TLSv1.3")
        #expect(handshake.bytesSent > 200)
        #expect(handshake.bytesReceived > 500)
        #expect(handshake.alert == nil)
        #expect(handshake.opening == nil)
        #expect((handshake.tcp?.bytesReceived ?? 0) >= handshake.bytesReceived)
    }

    @Test func `a certificate for another name completes and does not match`() async throws {
        let handshake = try await LoopbackServer.play([], tls: minted.identity) { connection, _ in
            await connection.handshake(
                .init(serverName: nil), expecting: "other.example", trust: minted.trust, waits: .long,
                whenStuck: { _ in })
        }
        #expect(handshake.result == .completed)
        #expect(!handshake.matchesName)
        #expect(handshake.serverName == nil)
    }

    @Test func `silence is reported as stuck once, then concluded, with the hello acknowledged`() async throws {
        let stuck = Tally<Handshake>()
        let handshake = try await handshake(with: [], waits: .short) { stuck.note($0) }
        #expect(stuck.all.map(\.result) == [.silent])
        #expect(handshake.result == .silent)
        #expect(handshake.bytesSent > 200)
        #expect(handshake.bytesReceived == 0)
        #expect((handshake.tcp?.bytesAcknowledged ?? 0) > handshake.bytesSent)
        #expect(handshake.duration >= Seconds(0.08))
    }

    @Test func `half an answer is silence with its bytes counted, and the wait begins anew with it`() async throws {
        let begun = ContinuousClock.now
        let handshake = try await handshake(
            with: [.after(bytes: 100, .send(hexadecimal("160303007a0200")))], waits: .short)
        #expect(handshake.result == .silent)
        #expect(handshake.bytesReceived == 7)
        #expect(ContinuousClock.now - begun >= .milliseconds(80))
    }

    @Test func `the deadline ends a handshake that drips on`() async throws {
        let handshake = try await handshake(
            with: [.after(bytes: 100, .send(hexadecimal("16")))],
            waits: Waits(
                stuck: .now + .seconds(600), quiet: .now + .seconds(600), deadline: .now + .milliseconds(50)))
        #expect(handshake.result == .silent)
        // Far from the wait for silence, and far from what a loaded machine adds to the deadline.
        #expect(handshake.duration < Seconds(300))
    }

    @Test func `a FIN without an alert is a close`() async throws {
        let handshake = try await handshake(with: [.after(bytes: 100, .finish)])
        #expect(handshake.result == .closed)
        #expect(handshake.error == nil)
        #expect(handshake.alert == nil)
        #expect(handshake.tcp != nil)
    }

    @Test func `a RST is a reset, by its errno`() async throws {
        let handshake = try await handshake(with: [.after(bytes: 100, .reset)])
        #expect(handshake.result == .reset)
        #expect(handshake.error == "ECONNRESET")
        #expect((handshake.tcp?.bytesAcknowledged ?? 0) > 0)
    }

    @Test(arguments: [(LoopbackServer.Action.reset, Handshake.Result.reset), (.finish, .closed)])
    func `a connection that is dead before the handshake says how it died`(
        action: LoopbackServer.Action, result: Handshake.Result
    ) async throws {
        let handshake = try await LoopbackServer.play([.after(bytes: 20, action)]) { connection, _ in
            let conversation = MQTTConversation(hub: try HostName(validating: Minted.name))
            _ = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            return await connection.handshake(
                .init(serverName: nil), expecting: "x", trust: minted.trust, waits: .long, whenStuck: { _ in })
        }
        #expect(handshake.result == result)
    }

    @Test func `an alert ends a handshake by its number`() async throws {
        let handshake = try await handshake(
            with: [.after(bytes: 100, .send(hexadecimal("15030300020228")), .finish)])
        #expect(handshake.result == .alert)
        #expect(handshake.alert?.number == 40)
        #expect(handshake.alert?.wasReceived == true)
        #expect(handshake.bytesReceived == 7)
    }

    @Test func `text where a ServerHello belongs is not TLS, before the hello and after it`() async throws {
        let answer = LoopbackServer.Action.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        for turns in [[LoopbackServer.Turn.after(bytes: 100, answer, .finish)], [.atOnce(answer)]] {
            let handshake = try await handshake(with: turns)
            #expect(handshake.result == .notTLS)
            #expect(handshake.opening?.description == #"HTTP/1.1 400 Bad Request\r\n\r\n"#)
            #expect(handshake.bytesReceived == 28)
        }
    }

    @Test func `records that break TLS are malformed`() async throws {
        let handshake = try await handshake(with: [.after(bytes: 100, .send(hexadecimal("1603030004ffffffff")))])
        #expect(handshake.result == .malformed)
        #expect(handshake.alert?.wasReceived != true)
    }

    @Test func `a cancelled handshake is superseded`() async throws {
        let handshake = try await LoopbackServer.play([]) { connection, _ in
            await withTaskGroup(of: Handshake.self, returning: Handshake?.self) { group in
                group.addTask {
                    await connection.handshake(
                        .init(serverName: nil), expecting: "x", trust: minted.trust, waits: .long, whenStuck: { _ in })
                }
                group.cancelAll()
                return await group.next()
            }
        }
        #expect(handshake?.result == .superseded)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeTransport
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct DNSClientTests {
    private func ask(
        _ resolver: LoopbackResolver, _ type: DNSAnswer.QueryType = .a, over network: DNSAnswer.Network = .udp,
        patience: Duration = .seconds(20)
    ) async throws -> DNSAnswer {
        let start = ContinuousClock.now
        let waits = Waits(stuck: start + patience / 4, quiet: start + patience, deadline: start + patience * 2)
        return try await DNSClient(server: resolver.address, waits: waits)
            .ask(for: HostName(validating: "hub.example"), type, over: network)
    }

    /// Long enough for a datagram to reach a resolver on a machine that builds besides, short enough for a silence.
    private static let brief = Duration.seconds(3)

    @Test(arguments: [DNSAnswer.Network.udp, .tcp])
    func `an answer has its addresses, code and bits`(network: DNSAnswer.Network) async throws {
        let behaviour = LoopbackResolver.answers("10.1.2.3", "10.1.2.4", "2001:db8::3")
        try await LoopbackResolver.with(udp: behaviour, tcp: behaviour) { resolver in
            let answer = try await ask(resolver, over: network)
            #expect(answer.result == .answered)
            #expect((answer.network, answer.queryType, answer.name) == (network, .a, "hub.example"))
            #expect(answer.addresses.map(\.description) == ["10.1.2.3", "10.1.2.4"])
            #expect((answer.responseCode, answer.attempts, answer.wasTruncated) == (0, 1, false))
            #expect(answer.isRecursionAvailable == true && !answer.isAuthoritative)
            #expect(answer.wasAnsweredOnlyWithoutExtensions == nil && answer.rejectedReplies == nil)
            let other = try await ask(resolver, .aaaa, over: network)
            #expect(other.addresses.map(\.description) == ["2001:db8::3"])
            #expect(resolver.queries.allSatisfy { $0.isExtended && $0.network == network })
        }
    }

    @Test func `a denial is an answer`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers(code: 3)) { resolver in
            let answer = try await ask(resolver)
            #expect((answer.result, answer.responseCode) == (.answered, 3))
            #expect(resolver.queries.count == 1)
        }
    }

    @Test func `silence is concluded after a repetition and a plain query`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { resolver in
            let answer = try await ask(resolver, patience: Self.brief)
            #expect((answer.result, answer.attempts) == (.silent, 3))
            #expect(answer.latency >= Seconds(Self.brief))
            #expect(resolver.queries.map(\.isExtended).filter(\.self).count == 2)
            #expect(resolver.queries.count == 3)
        }
    }

    @Test func `whoever waits for long asks once more towards the end`() async throws {
        try await LoopbackResolver.with(udp: { $0.index < 3 ? [] : [$0.reply(["10.1.2.3"])] }) { resolver in
            let answer = try await ask(resolver, patience: .seconds(4))
            #expect(answer.addresses.count == 1 && answer.attempts > 2)
            #expect(answer.latency >= Seconds(3))
        }
    }

    @Test func `a lost datagram costs a repetition and is no intolerance`() async throws {
        try await LoopbackResolver.with(udp: { $0.index == 0 ? [] : [$0.reply(["10.1.2.3"])] }) { resolver in
            let answer = try await ask(resolver, patience: .seconds(4))
            #expect(answer.addresses.count == 1)
            #expect(answer.wasAnsweredOnlyWithoutExtensions == nil)
            #expect(answer.attempts >= 2)
        }
    }

    @Test func `a resolver that loses queries with EDNS0 is heard without it`() async throws {
        try await LoopbackResolver.with(udp: { $0.isExtended ? [] : [$0.reply(["10.1.2.3"])] }) { resolver in
            let answer = try await ask(resolver, patience: .seconds(2))
            #expect((answer.result, answer.addresses.count) == (.answered, 1))
            #expect(answer.wasAnsweredOnlyWithoutExtensions == true)
        }
    }

    @Test(arguments: [UInt8(1), 2, 4, 5], [DNSAnswer.Network.udp, .tcp])
    func `a resolver that turns EDNS0 down is asked without it`(code: UInt8, network: DNSAnswer.Network) async throws {
        let behaviour: LoopbackResolver.Behaviour = {
            [$0.isExtended ? $0.reply(code: code, extended: false) : $0.reply(["10.1.2.3"])]
        }
        try await LoopbackResolver.with(udp: behaviour, tcp: behaviour) { resolver in
            let answer = try await ask(resolver, over: network)
            #expect((answer.responseCode, answer.addresses.count, answer.attempts) == (0, 1, 2))
            #expect(answer.wasAnsweredOnlyWithoutExtensions == true)
            #expect(answer.codeWithExtensions == Int(code))
        }
    }

    @Test func `a client without EDNS0 is told that a long answer needs TCP`() async throws {
        let many = (1...60).map { "10.1.2.\($0)" }
        let udp: LoopbackResolver.Behaviour = { [$0.isExtended ? $0.reply(many) : $0.reply(truncated: true)] }
        try await LoopbackResolver.with(udp: udp, tcp: { [$0.reply(many)] }) { resolver in
            for (habits, network) in [
                (DNSHabits(useExtensions: false, trustAuthenticData: false), DNSAnswer.Network.tcp),
                (DNSHabits(useExtensions: true, trustAuthenticData: true), .udp),
            ] {
                let start = ContinuousClock.now
                let waits = Waits(
                    stuck: start + .seconds(5), quiet: start + .seconds(20), deadline: start + .seconds(40))
                let answer = try await DNSClient(server: resolver.address, waits: waits, habits: habits)
                    .ask(for: HostName(validating: "hub.example"), .a, over: .udp)
                #expect((answer.result, answer.network, answer.addresses.count) == (.answered, network, 60))
                #expect(answer.wasTruncated == (network == .tcp))
            }
            #expect(resolver.queries.last?.bytes[3] == 0x20)
        }
    }

    @Test func `a format error without the question counts`() async throws {
        try await LoopbackResolver.with(
            udp: { query in
                query.isExtended
                    ? [Array(query.bytes[..<2]) + [0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]] : [query.reply(["10.1.2.3"])]
            }
        ) { resolver in
            let answer = try await ask(resolver)
            #expect(answer.addresses.count == 1)
        }
    }

    @Test func `a failure that EDNS0 has no part in stays one, without a mark`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers(code: 2)) { resolver in
            let answer = try await ask(resolver)
            #expect((answer.responseCode, answer.attempts) == (2, 1))
        }
        try await LoopbackResolver.with(udp: { [$0.reply(code: 5, extended: false)] }) { resolver in
            let answer = try await ask(resolver)
            #expect((answer.responseCode, answer.attempts) == (5, 2))
            #expect(answer.wasAnsweredOnlyWithoutExtensions == nil)
        }
    }

    @Test func `a truncated answer is asked for again over TCP`() async throws {
        try await LoopbackResolver.with(
            udp: { [$0.reply(truncated: true)] }, tcp: LoopbackResolver.answers("10.1.2.3")
        ) { resolver in
            let answer = try await ask(resolver)
            #expect((answer.result, answer.network, answer.wasTruncated) == (.answered, .tcp, true))
            #expect(answer.addresses.count == 1)
        }
    }

    @Test func `a truncated answer without TCP is unreachable over TCP`() async throws {
        try await LoopbackResolver.with(udp: { [$0.reply(["10.1.2.3"], truncated: true)] }) { resolver in
            let answer = try await ask(resolver)
            #expect((answer.result, answer.network, answer.wasTruncated) == (.unreachable, .tcp, true))
            #expect(answer.error == "ECONNREFUSED")
            #expect(answer.addresses.isEmpty)
        }
    }

    @Test func `a truncated message that is cut in its records still leads to TCP`() async throws {
        try await LoopbackResolver.with(
            udp: { [$0.reply(["10.1.2.3"], truncated: true).dropLast(20)] }, tcp: LoopbackResolver.answers("10.1.2.3")
        ) { resolver in
            let answer = try await ask(resolver)
            #expect(answer.addresses.count == 1)
        }
    }

    @Test func `a forged id is passed over and counted, the true reply is taken`() async throws {
        try await LoopbackResolver.with(
            udp: { query in
                let forged = UInt16(query.bytes[0]) << 8 | UInt16(query.bytes[1]) ^ 1
                return [query.reply(["10.9.9.9"], id: forged), [0xff], query.reply(["10.1.2.3"])]
            }
        ) { resolver in
            let answer = try await ask(resolver)
            #expect(answer.addresses.map(\.description) == ["10.1.2.3"])
            #expect(answer.rejectedReplies == 2)
        }
    }

    @Test func `nothing but foreign replies is malformed, not silent`() async throws {
        try await LoopbackResolver.with(udp: { _ in [[1, 2, 3]] }) { resolver in
            let answer = try await ask(resolver, patience: Self.brief)
            #expect(answer.result == .malformed)
            #expect((answer.rejectedReplies ?? 0) >= 2)
        }
    }

    @Test func `a reply whose records are broken is malformed`() async throws {
        try await LoopbackResolver.with(udp: { [$0.reply(["10.1.2.3"], extended: false).dropLast(1)] }) { resolver in
            let answer = try await ask(resolver)
            #expect(answer.result == .malformed)
        }
    }

    @Test func `a port without a listener is refused at once`() async throws {
        try await LoopbackResolver.with([(nil, LoopbackResolver.isSilent)]) { resolvers in
            let answer = try await ask(resolvers[0])
            #expect((answer.result, answer.error) == (.unreachable, "ECONNREFUSED"))
            #expect(answer.icmp?.meaning == .portUnreachable)
            #expect(answer.attempts == 1)
        }
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent) { resolver in
            let answer = try await ask(resolver, over: .tcp)
            #expect((answer.result, answer.error) == (.unreachable, "ECONNREFUSED"))
        }
    }

    @Test func `a connection that is closed instead of answered is malformed, a quiet one silent`() async throws {
        try await LoopbackResolver.with(tcp: { _ in [[]] }) { resolver in
            let answer = try await ask(resolver, over: .tcp)
            #expect(answer.result == .malformed)
        }
        try await LoopbackResolver.with(tcp: LoopbackResolver.isSilent) { resolver in
            let answer = try await ask(resolver, over: .tcp, patience: Self.brief)
            #expect(answer.result == .silent)
        }
    }

    @Test(arguments: [DNSAnswer.Network.udp, .tcp])
    func `a cancelled question ends at once and is not told as silence`(network: DNSAnswer.Network) async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.isSilent, tcp: LoopbackResolver.isSilent) { resolver in
            let start = ContinuousClock.now
            let outcome = await withTaskGroup { group in
                group.addTask { await Result { try await ask(resolver, over: network) } }
                group.cancelAll()
                return await group.next()
            }
            #expect(throws: ProbeError.self) { try outcome?.get() }
            #expect(start.duration(to: .now) < .seconds(5))
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeLinux
@testable import Probes
import Testing

/// Events as the kernel tells them, of packets of one connection and of others.
struct `an account of traced packets` {
    private static let table = "edgeprobe-trace-7"
    private static let inet: UInt8 = 1

    private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private struct Setting {
        let connection: TracedConnection
        let out: PacketFlow
        /// As it leaves, behind the masquerading.
        let translated: PacketFlow
        var account: TraceAccount
    }

    private static func setting() throws -> Setting {
        let remote = SocketAddress(try address("203.0.113.10"), port: 5671)
        let container = try address("172.17.0.9")
        let connection = TracedConnection(
            Vantage("docker:bridge") ?? .host, .container(network: "bridge"), from: container, port: 45671, to: remote)
        let rules = try Rules.ruleset([
            Rules.chain("f", hook: "forward", policy: "drop"), Rules.chain("user"),
            Rules.rule(4, in: "f", Rules.jump("user")),
            Rules.rule(8, in: "user", Rules.counter), Rules.rule(9, in: "user", Rules.drop),
            Rules.rule(10, in: "user", #"{"reject": {"type": "tcp reset"}}"#),
        ])
        return Setting(
            connection: connection, out: PacketFlow(source: container, port: 45671, to: remote),
            translated: PacketFlow(source: try address("198.51.100.10"), port: 45671, to: remote),
            account: TraceAccount([connection], table: table, rules: rules))
    }

    private static func own(
        _ chain: TraceTable.Chain, _ packet: UInt32, handle: UInt64? = nil, _ flow: PacketFlow? = nil
    ) -> TraceEvent {
        TraceEvent(
            packet: packet, family: inet, table: table, chain: chain.rawValue, handle: handle,
            verdict: handle == nil ? .accepted : .goesOn, flow: flow)
    }

    private static func rule(
        _ packet: UInt32, _ chain: String, _ handle: UInt64?, _ verdict: TraceEvent.Verdict, _ flow: PacketFlow? = nil
    ) -> TraceEvent {
        TraceEvent(
            packet: packet, family: inet, table: "t", chain: chain, handle: handle, verdict: verdict, flow: flow)
    }

    @Test func `names the rule of a chain that was jumped to, with the hook that it was met at`() throws {
        var setting = try Self.setting()
        for event in [
            Self.own(.first, 1, handle: 5, setting.out), Self.own(.first, 1),
            Self.rule(1, "f", 4, .goesOn, setting.out), Self.rule(1, "user", 8, .goesOn),
            Self.rule(1, "user", 9, .dropped),
        ] { #expect(setting.account.take(event) == nil) }
        let there = try #require(setting.account.traces.traces.first).there
        #expect(there.seen == 1 && there.passed == 0 && !there.isRejected && !there.vanishes)
        #expect(there.place?.description == "nft inet t user handle 9")
        #expect(there.place?.line == 2)
        #expect(there.place?.hook == .forward)
    }

    @Test func `tells a reject from a drop, and a policy from a rule`() throws {
        var setting = try Self.setting()
        _ = setting.account.take(Self.own(.first, 1, handle: 5, setting.out))
        _ = setting.account.take(Self.rule(1, "user", 10, .dropped))
        #expect(setting.account.traces.traces.first?.there.isRejected == true)
        _ = setting.account.take(Self.rule(1, "f", nil, .dropped))
        #expect(setting.account.traces.traces.first?.there.place?.isPolicy == true)
    }

    @Test func `asks for the answers once the packet has left, with the addresses that it left with`() throws {
        var setting = try Self.setting()
        _ = setting.account.take(Self.own(.first, 1, handle: 5, setting.out))
        let wanted = setting.account.take(Self.own(.lastOut, 1, setting.translated))
        #expect(wanted == setting.translated.reversed)
        #expect(setting.account.take(Self.own(.lastOut, 1, setting.translated)) == nil, "once")
        let answer = try #require(wanted)
        _ = setting.account.take(Self.own(.first, 2, handle: 6, answer))
        _ = setting.account.take(Self.rule(2, "user", 9, .dropped))
        let trace = try #require(setting.account.traces.traces.first)
        #expect(trace.there.passed == 2 && trace.there.place == nil)
        #expect(trace.back.seen == 1 && trace.back.place?.handle == 9)
        #expect(!trace.isUnanswered)
    }

    @Test func `knows a packet again by its headers, for the kernel numbers it anew at each hook`() throws {
        var setting = try Self.setting()
        _ = setting.account.take(Self.own(.first, 1, handle: 5, setting.out))
        _ = setting.account.take(Self.rule(2, "f", 4, .goesOn, setting.out))
        let wanted = setting.account.take(Self.own(.lastOut, 3, setting.translated))
        let answer = try #require(wanted)
        _ = setting.account.take(Self.own(.first, 4, handle: 6, answer))
        // By now the translation is undone.
        let undone = setting.out.reversed
        _ = setting.account.take(Self.rule(5, "f", 4, .goesOn, undone))
        _ = setting.account.take(Self.rule(5, "user", 9, .dropped))
        let trace = try #require(setting.account.traces.traces.first)
        #expect(trace.there.passed == 1 && trace.there.place == nil && trace.back.place?.handle == 9)
    }

    @Test func `leaves packets alone that somebody else has traced`() throws {
        var setting = try Self.setting()
        let other = PacketFlow(source: setting.connection.source, port: 45672, to: setting.connection.remote)
        for event in [
            Self.rule(3, "f", 4, .goesOn, other), Self.rule(3, "user", 9, .dropped),
            Self.own(.first, 4, handle: 5, other), Self.rule(4, "user", 9, .dropped),
        ] { _ = setting.account.take(event) }
        #expect(setting.account.traces == PacketTraces(traces: [PacketTrace(setting.connection)]))
    }

    @Test func `a rule that was not there when the rules were read is not guessed at`() throws {
        var setting = try Self.setting()
        _ = setting.account.take(Self.own(.first, 1, handle: 5, setting.out))
        _ = setting.account.take(Self.rule(1, "user", 77, .dropped))
        #expect(setting.account.traces.isIncomplete)
        #expect(setting.account.traces.traces.first?.there.place == nil)
    }

    @Test func `a packet that no rule stops and that never leaves has vanished`() throws {
        var setting = try Self.setting()
        _ = setting.account.take(Self.own(.first, 1, handle: 5, setting.out))
        _ = setting.account.take(Self.rule(1, "f", 4, .goesOn, setting.out))
        #expect(setting.account.traces.traces.first?.there.vanishes == true)
    }

    @Test func `a thousand packets of a chatty kernel take no more room than a few`() throws {
        var setting = try Self.setting()
        for number in 0..<20_000 {
            _ = setting.account.take(Self.own(.first, UInt32(number), handle: 5, setting.out))
        }
        #expect(setting.account.traces.traces.first?.there.seen == 20_000)
    }
}

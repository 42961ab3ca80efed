import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// Rules that nobody can read, and what the kernel said that they did.
struct `what the kernel told of traced packets` {
    private static let remote = SocketAddress(Places.address(of: Places.hub), port: 5671)
    private static let connection = TracedConnection(
        Places.bridge, .bridge, from: Gateway.container, port: 45671, to: remote)

    /// The container's AMQP is silent, and a rule on its way there, or on the way back, may be why.
    private static func unread(_ packet: RouteLookup.Packet = .bridge) -> Survey {
        Survey.healthyGateway.containerSilent([.hubAMQP]).walks(of: packet, to: [.hubAMQP]) {
            $0.verdict = .unclear
            $0.place = Gateway.rule
            $0.unclear = [Gateway.rule]
        }
    }

    private static func traced(
        _ survey: Survey, repeats result: ConnectAttempt.Result = .silent, _ change: (inout PacketTrace) -> Void
    ) -> Survey {
        var trace = PacketTrace(connection)
        trace.there.seen = 2
        trace.there.passed = 2
        change(&trace)
        return survey.adding(TracePackets.self, about: Device(), PacketTraces(traces: [trace])).adding(
            ConnectTraced.self, about: Device(), from: Places.bridge,
            ConnectEvidence(attempts: [ConnectAttempt(remote: remote, result: result, latency: Seconds(2.6))]))
    }

    private static func drop(_ trace: inout PacketTrace) {
        trace.there.passed = 0
        trace.there.place = Gateway.rule
    }

    @Test func `a rule that was seen to drop is certain`() throws {
        #expect(!Self.unread().pathCauses.contains(.fwdDropped), "the text alone accuses nobody")
        let survey = Self.traced(Self.unread(), Self.drop)
        #expect(survey.pathCauses == [.fwdDropped])
        let finding = try survey.pathFinding(.fwdDropped)
        #expect(finding.location.rule == "iptables filter DOCKER-USER 3")
        #expect(finding.confidence == .certain)
        let traces = survey.seen(TracePackets.self).map(\.index)
        #expect(finding.evidence.contains { traces.contains($0.observation) })
    }

    @Test func `so is one that dropped the answer`() throws {
        let survey = Self.traced(Self.unread(.bridgeAnswer)) { trace in
            trace.back.seen = 1
            trace.back.place = Gateway.rule
        }
        #expect(survey.pathCauses == [.fwdDropped])
        #expect(try survey.pathFinding(.fwdDropped).summary.english.contains("answers"))
    }

    @Test func `a rule that dropped one packet and let another pass is not all there is`() throws {
        let survey = Self.traced(Self.unread()) { trace in
            trace.there.passed = 1
            trace.there.place = Gateway.rule
        }
        #expect(!survey.pathCauses.contains(.fwdDropped))
        #expect(try Self.suspects(survey).contains(.fwdDropped))
    }

    @Test func `what came in and never got out ended here, whoever has it`() throws {
        for change: (inout PacketTrace) -> Void in [
            { $0.there.passed = 0 },
            {
                $0.there.passed = 0
                $0.there.queue = Gateway.rule
            },
        ] { #expect(Self.traced(Self.unread(), change).pathCauses == [.fwdDropped]) }
    }

    @Test func `a connection that opened meanwhile tells nothing of the one that did not`() {
        #expect(!Self.traced(Self.unread(), repeats: .connected, Self.drop).pathCauses.contains(.fwdDropped))
    }

    /// What of the site's finding the device's own rules leave open.
    private static func suspects(_ survey: Survey) throws -> [Cause] {
        let finding = try #require(
            Diagnosis(of: survey).findings.first { $0.cause == .tcpDroppedPort && $0.vantages == [Places.bridge] })
        return try #require(finding.differential).open.map(\.cause)
    }

    @Test func `what passed acquits the device, there and back`() throws {
        #expect(try Self.suspects(Self.unread()).contains(.fwdDropped))
        #expect(!(try Self.suspects(Self.traced(Self.unread()) { _ in }).contains(.fwdDropped)))
        #expect(!(try Self.suspects(Self.traced(Self.unread(.bridgeAnswer)) { _ in }).contains(.fwdDropped)))
    }

    @Test func `nobody is acquitted by a trace that lacks something`() throws {
        let lost = Self.traced(Self.unread()) { _ in }.changing(TracePackets.self, about: Device()) {
            $0.isIncomplete = true
        }
        #expect(try Self.suspects(lost).contains(.fwdDropped))
        let queued = Self.traced(Self.unread()) { $0.there.queue = Gateway.rule }
        #expect(try Self.suspects(queued).contains(.fwdDropped))
        let once = Self.traced(Self.unread(.bridgeAnswer)) { $0.there.passed = 1 }
        #expect(try Self.suspects(once).contains(.fwdDropped), "an answer to the first may have come unseen")
    }

    @Test func `what lies below the IP layer is not traced`() throws {
        let below = Self.unread().walks(of: .bridge, to: [.hubAMQP]) {
            $0.unclear = [RulePlace(family: "bridge", table: "b", chain: "in", handle: 4)]
        }
        #expect(try Self.suspects(Self.traced(below) { _ in }).contains(.fwdDropped))
    }
}

import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `TLS over IPv6` {
    private static func trial(
        _ result: Handshake.Result, from source: String, at address: IPAddress = Places.registryAddressV6
    ) -> ControlHandshake {
        var attempt = Healthy.attempt(.registryHTTPS, to: address)
        attempt.localAddress = SocketAddress(Places.address(source), port: 40_000)
        var handshake = Healthy.handshake(.registryHTTPS)
        handshake.result = result
        return ControlHandshake(connect: attempt, handshake: handshake)
    }

    private static func survey(_ results: Handshake.Result..., from source: String = "2001:db8:3::17") -> Survey {
        var evidence = HandshakesOverIPv6()
        evidence.trials = results.map { trial($0, from: source) }
        return Survey.healthy.adding(HandshakeOverIPv6.self, about: .registryHTTPS, evidence)
    }

    @Test(arguments: [Handshake.Result.reset, .silent, .closed, .alert])
    func `that fails twice while IPv4 works is a warning`(result: Handshake.Result) throws {
        let survey = Self.survey(result, result)
        #expect(survey.pathCauses == [.ipv6Broken])
        let finding = try survey.pathFinding(.ipv6Broken)
        #expect((finding.severity, finding.confidence) == (.warning, .likely))
        #expect(finding.subject.address == Places.registryAddressV6)
    }

    @Test func `is a remark from a unique local address, which the engine does not take first`() throws {
        #expect(try Self.survey(.reset, .reset, from: "fd51::10").pathFinding(.ipv6Broken).severity == .info)
    }

    @Test func `that fails once only is no finding`() {
        #expect(Self.survey(.reset, .completed).pathCauses.isEmpty)
        #expect(Self.survey(.reset).pathCauses.isEmpty)
        #expect(Self.survey(.reset, .superseded).pathCauses.isEmpty)
    }

    @Test func `that works is no finding`() { #expect(Self.survey(.completed).pathCauses.isEmpty) }

    @Test func `with somebody else's certificate is a warning`() throws {
        var trial = Self.trial(.completed, from: "2001:db8:3::17")
        trial.handshake?.matchesName = false
        var evidence = HandshakesOverIPv6()
        evidence.trials = [trial, trial]
        let survey = Survey.healthy.adding(HandshakeOverIPv6.self, about: .registryHTTPS, evidence)
        #expect(try survey.pathFinding(.ipv6Broken).severity == .warning)
    }
}

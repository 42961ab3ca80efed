import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a hello of two segments` {
    private static func hello(_ result: Handshake.Result, clamp: Int? = nil, segment: Int = 1448) -> ControlHandshake {
        var attempt = Healthy.attempt(.hubHTTPS)
        attempt.segmentClamp = clamp
        var handshake = Healthy.handshake(.hubHTTPS)
        handshake.result = result
        handshake.bytesSent = 1640
        handshake.tcp?.sendSegmentSize = segment
        return ControlHandshake(connect: attempt, handshake: handshake)
    }

    private static func survey(
        _ first: Handshake.Result, again: Handshake.Result? = nil, small: Handshake.Result? = nil, segment: Int = 1448
    ) -> Survey {
        var hellos = LargeHellos(first: hello(first, segment: segment))
        hellos.again = again.map { hello($0) }
        hellos.inSmallSegments = small.map { hello($0, clamp: 300) }
        return Survey.healthy.adding(HandshakeWithLargeHello.self, about: .hubHTTPS, hellos)
    }

    private static func causes(_ survey: Survey) -> [Cause] { Diagnosis(of: survey).findings.map(\.cause) }

    @Test(arguments: [Handshake.Result.closed, .silent, .reset, .alert])
    func `that is turned away however small its segments are is a warning`(result: Handshake.Result) throws {
        let diagnosis = Diagnosis(of: Self.survey(result, again: result, small: result))
        let finding = try #require(diagnosis.findings.first { $0.cause == .tlsLargeHelloIntolerant })
        #expect((finding.severity, finding.confidence, finding.owner) == (.warning, .likely, .siteNetwork))
        #expect(diagnosis.verdict == .ready)
    }

    @Test func `that arrives in small segments is a matter of the path's size`() {
        #expect(
            !Self.causes(Self.survey(.silent, again: .silent, small: .completed)).contains(.tlsLargeHelloIntolerant))
    }

    @Test func `that arrives at the second try, or was not tried again, says nothing`() {
        #expect(Self.causes(Self.survey(.silent, again: .completed, small: .silent)).isEmpty)
        #expect(Self.causes(Self.survey(.silent)).isEmpty)
    }

    @Test func `that is answered says nothing`() { #expect(Self.causes(Self.survey(.completed)).isEmpty) }

    @Test func `that went in one segment says nothing`() {
        #expect(Self.causes(Self.survey(.closed, again: .closed, small: .closed, segment: 8948)).isEmpty)
    }
}

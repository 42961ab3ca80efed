import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What a report draws of a survey is what the verdict rests on.
struct `a picture` {
    private static let results: [Exchange.Result] = [.silent, .reset, .closed, .otherProtocol, .malformed, .superseded]

    private static func registry(_ result: Exchange.Result) -> Survey {
        Survey.healthy.changing(RequestRegistry.self, about: .registryHTTPS) {
            $0 = RegistryEvidence(exchange: .unanswered(result))
        }
    }

    private static func provisioning(_ result: Exchange.Result) -> Survey {
        Survey.healthy.changing(RequestDPS.self, about: .dpsHTTPS) {
            $0 = DPSEvidence(exchange: .unanswered(result))
        }
    }

    private static func cell(_ matter: Matrix.Matter, in survey: Survey) -> Matrix.Cell? {
        Diagnosis(of: survey).picture.matrix.rows.first { $0.matter == matter }?.cells.first
    }

    @Test func `a name's time is that of its resolver's answer, and a name of the hosts file has none`() {
        #expect(Self.cell(.name, in: .healthy) == .works(Seconds(0.012), .direct))
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.source = .hostsFile
            $0.hostsFile = $0.addresses
        }
        #expect(Self.cell(.name, in: survey) == .works(nil, .direct))
    }

    private static func trace(_ endpoint: Endpoint, in survey: Survey) throws -> LadderTrace {
        try #require(Diagnosis(of: survey).picture.ladders.first { $0.endpoint == endpoint && $0.vantage == .host })
    }

    private static func works(_ cell: Matrix.Cell?) -> Bool {
        if case .works = cell { true } else { false }
    }

    @Test func `of a healthy run shows every service at work, and how long it took`() throws {
        for (endpoint, matter) in [
            (Endpoint.registryHTTPS, Matrix.Matter.registry(Places.registry)), (.dpsHTTPS, .provisioning),
        ] {
            #expect(Self.works(Self.cell(matter, in: .healthy)))
            let trace = try Self.trace(endpoint, in: .healthy)
            #expect(trace.isProven && trace.duration != nil && trace.climbs.allSatisfy { $0.end == .passed })
        }
    }

    @Test(arguments: results)
    func `shows no service at work that did not answer`(result: Exchange.Result) throws {
        for (survey, endpoint, matter) in [
            (Self.registry(result), Endpoint.registryHTTPS, Matrix.Matter.registry(Places.registry)),
            (Self.provisioning(result), .dpsHTTPS, .provisioning),
        ] {
            let cell = Self.cell(matter, in: survey)
            #expect(cell != nil && !Self.works(cell), "\(endpoint)")
            let trace = try Self.trace(endpoint, in: survey)
            #expect(!trace.isProven && trace.duration == nil, "\(endpoint)")
            #expect(trace.climbs.last?.end != .passed, "\(endpoint)")
        }
    }

    @Test func `leaves open what ended with the run`() {
        #expect(
            Self.cell(.provisioning, in: Self.provisioning(.superseded))
                == .unknown(because: "it was neither proven nor refuted"))
    }
}

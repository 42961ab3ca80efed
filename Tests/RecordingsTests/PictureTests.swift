import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What reports of the lab's surveys draw says what their verdicts rest on.
@Suite(.serialized)
struct PictureTests {
    @Test func `a router is drawn once, however many packets it rejects`() async throws {
        try await Recording.each { recording in
            let addresses = (try recording.diagnosis.picture.path?.nodes ?? []).map { node -> IPAddress? in
                if case .router(_, let address) = node { address } else { nil }
            }
            for (first, second) in zip(addresses, addresses.dropFirst()) {
                #expect(first == nil || first != second, "\(recording.name)")
            }
        }
    }

    @Test(arguments: try Recording.all())
    func `cell, ladder and what is needed agree`(recording: Recording) throws {
        let (survey, diagnosis) = (try recording.survey, try recording.diagnosis)
        let scene = Scene(of: survey)
        let picture = diagnosis.picture
        for trace in picture.ladders {
            let isProven = scene.ladder(trace.endpoint, from: trace.vantage).isProven
            #expect(trace.isProven == isProven, "\(trace.endpoint) from \(trace.vantage)")
            #expect(isProven || trace.duration == nil, "\(trace.endpoint) from \(trace.vantage)")
        }
        for row in picture.matrix.rows {
            for (vantage, cell) in zip(picture.matrix.vantages, row.cells) {
                guard case .works(_, let way) = cell, let endpoint = Self.endpoint(of: row, in: survey) else {
                    continue
                }
                #expect(
                    scene.ladder(endpoint.through(way.via), from: vantage).isProven,
                    "\(row.matter) from \(vantage) works")
            }
        }
        for row in NeededRow.all(in: scene) {
            guard case .need(let need) = row.matter,
                let cell = Self.cell(of: need, in: picture.matrix, survey)
            else { continue }
            let works = if case .works = cell { true } else { false }
            switch row.state {
            case .satisfied(let endpoint):
                #expect(endpoint.map { scene.ladder($0, from: row.vantage).isProven } ?? true, "\(need.consumer)")
                if case .unknown = cell { Issue.record("\(need.consumer) is satisfied by what is not known") }
            case .failed:
                // What is proven by roots that this tool was given, or by a proxy's URL as it reads it, the host's own software may
                // refuse: a finding says so.
                let isTold = diagnosis.findings.contains { finding in
                    (finding.cause.layer == .tls || finding.cause == .proxySchemeUnsupported)
                        && finding.severity == .error && finding.vantages.contains(row.vantage)
                }
                #expect(!works || isTold, "\(need.consumer) fails from \(row.vantage)")
            case .unknown: #expect(!works, "\(need.consumer) is undecided from \(row.vantage)")
            case .afterChange: break
            }
        }
    }

    /// The endpoint that a row is about, unless it is the name's.
    private static func endpoint(of row: Matrix.Row, in survey: Survey) -> Endpoint? {
        switch row.matter {
        case .name, .deviceName: nil
        case .transport(let transport): Endpoint(.hub, survey.assignment.hub, transport)
        case .provisioning: survey.assignment.dps.map { Endpoint(.dps, $0, .https) }
        case .registry(let host): survey.assignment.endpoint(ofRegistry: host)
        }
    }

    /// The cell of the one endpoint that can carry a need.
    private static func cell(of need: Need, in matrix: Matrix, _ survey: Survey) -> Matrix.Cell? {
        guard need.endpoints.count == 1, let endpoint = need.endpoints.first,
            let place = matrix.vantages.firstIndex(of: need.vantage)
        else { return nil }
        return matrix.rows.first { Self.endpoint(of: $0, in: survey) == endpoint.through(.direct) }?.cells[place]
    }
}

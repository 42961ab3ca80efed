import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a pull` {
    /// What a registry came to answer, behind its own first answer.
    struct Answers: Sendable, CustomTestStringConvertible {
        var token: Int?
        var manifest: Int?
        var blob: Int?
        var isDecided = false

        var testDescription: String { "\([token, manifest, blob])" }
    }

    @Test(arguments: [
        Answers(), Answers(token: 200), Answers(manifest: 404), Answers(manifest: 200),
        Answers(manifest: 200, blob: 404),
        Answers(manifest: 200, blob: 400), Answers(manifest: 200, blob: 403), Answers(manifest: 200, blob: 307),
        Answers(manifest: 200, blob: 200, isDecided: true),
    ])
    func `is proven once it is known where blobs are`(answers: Answers) {
        let survey = Survey.healthy.changing(RequestRegistry.self, about: .registryHTTPS) {
            $0.tokenStatus = answers.token
            $0.authorizedStatus = answers.manifest
            $0.blobStatus = answers.blob
            $0.dataEndpoint = nil
        }.without(ReachDataEndpoint.self).skipping(ReachDataEndpoint.self, about: .registryHTTPS)
        #expect(Diagnosis(of: survey).verdict == (answers.isDecided ? .ready : .inconclusive))
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }
}

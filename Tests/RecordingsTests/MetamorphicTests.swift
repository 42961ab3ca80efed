import FoundationEssentials
import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// What a judgement may never do when a survey says less, or says the same in another order.
///
/// All changes of all recordings take many minutes: usually one in a number is tried, a different one for each recording;
/// with EDGEPROBE_NIGHTLY=1 all are.
struct MetamorphicTests {
    /// One in so many changes.
    private static let stride = Recording.isNightly ? 1 : 197

    private static func sample<Change>(_ changes: [Change], of recording: Recording) -> [Change] {
        changes.indices.filter { ($0 + recording.number) % stride == 0 }.map { changes[$0] }
    }

    private static func with(_ observations: [Observation], in survey: Survey) -> Survey {
        Survey(assignment: survey.assignment, startedAt: survey.startedAt, observations: observations)
    }

    private static func certain(_ diagnosis: Diagnosis) -> Set<Cause> {
        Set(diagnosis.findings.filter { $0.confidence == .certain }.map(\.cause))
    }

    /// With less to go by, no other cause becomes certain, and what was blocked does not become ready.
    private static func expectNoNewCertainty(
        _ before: Diagnosis, _ after: Diagnosis, _ what: @autoclosure () -> String
    ) {
        let known = Set(before.findings.map(\.cause)).union(before.findings.flatMap(\.explains))
        let news = certain(after).subtracting(known)
        #expect(news.isEmpty, "\(what()): \(news.map(\.rawValue))")
        #expect(!(before.verdict == .blocked && after.verdict == .ready), "\(what()): blocked becomes ready")
    }

    @Test func `an observation less makes no other cause certain`() async throws {
        try await Recording.each { recording in
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            for index in Self.sample(Array(survey.observations.indices), of: recording) {
                var rest = survey.observations
                let gone = rest.remove(at: index)
                Self.expectNoNewCertainty(
                    before, Diagnosis(of: Self.with(rest, in: survey)),
                    "\(recording.name) without \(gone.probe) \(gone.index)")
            }
        }
    }

    @Test func `a probe less, or a vantage, makes no other cause certain`() async throws {
        try await Recording.each { recording in
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            for probe in Self.sample(
                Set(survey.observations.map(\.probe)).sorted { $0.description < $1.description }, of: recording)
            {
                let rest = survey.observations.filter { $0.probe != probe }
                Self.expectNoNewCertainty(
                    before, Diagnosis(of: Self.with(rest, in: survey)), "\(recording.name) without \(probe)")
            }
            for vantage in survey.vantages where survey.vantages.count > 1 {
                let rest = survey.observations.filter { $0.vantage != vantage }
                Self.expectNoNewCertainty(
                    before, Diagnosis(of: Self.with(rest, in: survey)), "\(recording.name) without \(vantage)")
            }
        }
    }

    @Test func `the order of observations changes nothing`() async throws {
        try await Recording.each { recording in
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            let after = Diagnosis(of: Self.with(survey.observations.reversed(), in: survey))
            #expect(before.verdict == after.verdict, "\(recording.name)")
            #expect(Self.outline(before) == Self.outline(after), "\(recording.name)")
        }
    }

    private static func outline(_ diagnosis: Diagnosis) -> Set<[String]> {
        Set(
            diagnosis.findings.map { finding in
                [
                    finding.cause.rawValue, finding.severity.rawValue, finding.owner.rawValue,
                    finding.confidence.rawValue, finding.vantages.map(\.description).sorted().joined(separator: " "),
                ]
            })
    }

    @Test func `a vantage that was not measured only opens things`() async throws {
        try await Recording.each { recording in
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            let host = survey.observations.filter { $0.vantage == .host && $0.subject is Endpoint }
            let unmeasured = host.enumerated().map { offset, observation in
                Observation(
                    index: 100_000 + offset, probe: observation.probe, vantage: .network("not-measured"),
                    subject: observation.subject, outcome: .skipped(SkipReason(.budget, "the run ended first")),
                    startedAt: observation.startedAt, duration: Seconds(0))
            }
            let after = Diagnosis(of: Self.with(survey.observations + unmeasured, in: survey))
            #expect(Self.certain(after).isSubset(of: Self.certain(before)), "\(recording.name)")
            // Where all that is needed is on the host's own network, nothing is needed of another one.
            let isAllOnHost =
                survey.vantages != [.host] && DeviceNeeds(Ladders(of: survey)).all.allSatisfy { $0.vantage == .host }
            #expect(after.verdict != .ready || unmeasured.isEmpty || isAllOnHost, "\(recording.name)")
            #expect(!(before.verdict != .blocked && after.verdict == .blocked), "\(recording.name)")
        }
    }
}

import FoundationEssentials
import ProbeCore
import ProbeDiagnosis
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

    /// With less to go by nothing becomes certain that was not, not even what was a symptom of something else, and nothing
    /// becomes ready.
    private static func expectNoNewCertainty(
        _ before: Diagnosis, _ after: Diagnosis, _ what: @autoclosure () -> String
    ) {
        let news = certain(after).subtracting(certain(before))
        #expect(news.isEmpty, "\(what()): \(news.map(\.rawValue))")
        #expect(
            before.verdict == .ready || after.verdict != .ready,
            "\(what()): \(before.verdict.rawValue) becomes ready")
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

    /// What one missing right takes, and what one that ended early does.
    @Test func `probes that are lost together make no other cause certain`() async throws {
        try await Recording.each { recording in
            guard recording.isOne(in: 11) else { return }
            let (survey, before) = (try recording.survey, try recording.diagnosis)
            let ruled = [
                WalkRules.id, WalkRulesToResolvers.id, TracePackets.id, ConnectTraced.id, CountDrops.id,
                ForeseeForwarding.id,
            ]
            let byAnyone = survey.observations.map { observation in
                if ruled.contains(observation.probe) {
                    return observation.with(.skipped(SkipReason(.capability, "only root may")))
                }
                guard var state = observation.outcome.evidence as? ForwardingState else { return observation }
                state.rules = .missingRight
                (state.baseChains, state.legacyTables, state.ruleCount) = ([], [], 0)
                (state.tracksConnections, state.walksLegacyTables) = (nil, nil)
                return observation.with(.seen(state))
            }
            Self.expectNoNewCertainty(
                before, Diagnosis(of: Self.with(byAnyone, in: survey)), "\(recording.name) as an ordinary user")
            for layer in ["fwd.", "route.", "dns.", "tls.", "registry."] {
                let rest = survey.observations.map { observation in
                    observation.probe.description.hasPrefix(layer)
                        ? observation.with(.skipped(SkipReason(.budget, "the run ended first"))) : observation
                }
                Self.expectNoNewCertainty(
                    before, Diagnosis(of: Self.with(rest, in: survey)), "\(recording.name) without \(layer)")
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
            #expect(after.verdict != .ready || unmeasured.isEmpty, "\(recording.name)")
            #expect(!(before.verdict != .blocked && after.verdict == .blocked), "\(recording.name)")
        }
    }
}

extension Observation {
    /// The same question with another outcome.
    fileprivate func with(_ outcome: Outcome<any Codable & Hashable & Sendable>) -> Observation {
        Observation(
            index: index, probe: probe, vantage: vantage, subject: subject, outcome: outcome, startedAt: startedAt,
            duration: duration)
    }
}

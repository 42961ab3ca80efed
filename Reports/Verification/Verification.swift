package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// What became of each finding of a report once what it stood on was measured again.
package struct Verification: Sendable {
    package enum State: Hashable, Sendable {
        /// What it kept from working was measured, and works.
        case gone
        /// The same cause about the same thing; the finding as it is now.
        case stillThere(Finding)
        /// What it kept from working still does not, for another reason; empty where nothing says which.
        case another([Finding])
        /// Neither, and why.
        case notMeasured(Sentence)
    }

    package struct Item: Hashable, Sendable {
        /// As the report counts it.
        package let number: Int
        /// As the report has it.
        package let finding: Finding
        package let state: State
    }

    package let old: Report
    package let new: Report
    /// The findings of the report that call for a change.
    package let items: [Item]
    /// Errors and warnings that the report had not, and that stand for none of its own.
    package let appeared: [Finding]

    /// Compares.
    ///
    /// - Parameters:
    ///   - old: a report, judged with today's rules.
    ///   - new: of a run that repeated what the report's findings stood on.
    package init(of old: Report, by new: Report) {
        self.old = old
        self.new = new
        let known = Set(old.diagnosis.findings.map { Comparison.Key($0, in: old) })
        let items = old.diagnosis.findings.enumerated().filter { $1.severity != .info }.map { index, finding in
            Item(
                number: index + 1, finding: finding,
                state: Retrial(of: finding, number: index + 1, in: old, by: new, besides: known).state)
        }
        self.items = items
        let told = items.flatMap { item in
            switch item.state {
            case .gone, .notMeasured: [Finding]()
            case .stillThere(let finding): [finding]
            case .another(let findings): findings
            }
        }
        // Two of one cause about two addresses of a host are told apart by nothing that lasts.
        let keys = Set(told.map { Comparison.Key($0, in: new) })
        appeared = new.diagnosis.findings.filter { finding in
            finding.severity != .info && !keys.contains(Comparison.Key(finding, in: new))
        }
    }

    /// The probes to ask again: what the findings that call for a change stand on, what they were told apart by, and what
    /// could not be asked because of them.
    package static func probes(for report: Report) -> [ProbeID] {
        let findings = report.diagnosis.findings.filter { $0.severity != .info }
        guard !findings.isEmpty else { return [] }
        let cited = findings.flatMap { finding in
            finding.evidence.map(\.observation)
                + (finding.differential?.excluded ?? []).flatMap { $0.observations + $0.controls }
        }
        let unasked = report.survey.observations.filter { observation in
            switch observation.outcome {
            case .seen: false
            case .failed: true
            case .skipped(let reason): reason.code == .prerequisite
            }
        }
        let causes = Set(findings.map(\.cause))
        let topics = report.survey.observations.filter { observation in
            causes.contains { isAbout(what: $0, observation) }
        }
        return (cited.compactMap { report.survey.observation($0) } + unasked + grounds(of: report) + topics)
            .map(\.probe).uniqued
    }

    /// A log goes on telling what has been mended: whether it works now is for what measures that, as far as a run does.
    private static func isAbout(what cause: Cause, _ observation: Observation) -> Bool {
        guard cause.layer == .log else { return false }
        return switch observation.probe {
        case CheckPort.id: cause == .logPortAllocated
        case ReadHostname.id: cause == .logHostnameInvalid
        case AskTime.id: cause == .logClock
        default: waysOut.contains(cause) && observation.subject.narrowed(to: Name.self) != nil
        }
    }

    /// What logs say of the ways to the hub, to registries and through the proxy, and of the clock, which services tell.
    private static let waysOut: Set<Cause> = [
        .logAgentFallback, .logEmptyConfig, .logTransientNetwork, .logParentUnreachable, .logCertificate,
        .logPullFailed, .logProxy407, .logProxyDenied, .logClock,
    ]

    /// What a proof of something that failed has to stand on besides: how names are found, and what the places are.
    private static func grounds(of report: Report) -> [Observation] {
        let isClosed = report.diagnosis.picture.matrix.rows.flatMap(\.cells).contains { cell in
            guard case .fails = cell else { return false }
            return true
        }
        guard isClosed else { return [] }
        // That nothing called for a question about a name is part of the proof as well.
        return report.survey.observations.filter { observation in
            observation.subject is Name || [DescribeVantage.id, DescribeEngine.id].contains(observation.probe)
        }
    }

    /// Something still stands in the way, or something else does.
    package var isBlocked: Bool {
        items.contains { item in
            switch item.state {
            case .stillThere, .another: true
            case .gone, .notMeasured: false
            }
        } || appeared.contains { $0.severity == .error }
    }

    /// Something could be neither proven nor refuted.
    package var isOpen: Bool {
        items.contains { item in
            guard case .notMeasured = item.state else { return false }
            return true
        }
    }
}

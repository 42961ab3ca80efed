package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// What changed between two reports, and whether anything of it is for the worse.
///
/// Findings are the same where cause and subject are: the hub, provisioning and a registry count by their part, not by
/// their name, so that redacted reports of one site can be compared.
package struct Comparison: Sendable {
    package struct Change<Value: Hashable & Sendable>: Hashable, Sendable {
        package let old: Value
        package let new: Value
    }

    /// A finding that both reports have, with what differs.
    package struct Changed: Hashable, Sendable {
        package let finding: Finding
        package var severity: Change<Finding.Severity>?
        package var place: Change<String>?
        package var vantages: Change<[Vantage]>?
    }

    package struct TransportChange: Hashable, Sendable {
        package let transport: Transport
        package let vantage: Vantage
        package let via: Endpoint.Via
        package let usable: Change<Bool?>

        /// Something that was proven is not any more.
        package var isWorse: Bool { usable.old == true && usable.new != true }
    }

    /// A ladder that took another time than before.
    package struct Pace: Hashable, Sendable {
        package let endpoint: Endpoint
        package let vantage: Vantage
        package let seconds: Change<Seconds>
    }

    /// A single measurement wavers: only more than this is called slower or faster.
    package static let factor = 1.5
    package static let margin = Seconds(0.1)

    package let old: Report
    package let new: Report
    package let appeared: [Finding]
    package let gone: [Finding]
    package let changed: [Changed]
    package let transports: [TransportChange]
    package let slower: [Pace]
    package let faster: [Pace]

    package init(old: Report, new: Report) {
        self.old = old
        self.new = new
        let before = Self.byKey(old)
        let after = Self.byKey(new)
        appeared = after.filter { before[$0.key] == nil }.flatMap(\.findings)
        gone = before.filter { after[$0.key] == nil }.flatMap(\.findings)
        changed = after.compactMap { group in before[group.key].flatMap { Self.change($0.findings, group.findings) } }
        transports = Self.transports(old, new)
        let paces = Self.paces(old, new)
        slower = paces.filter { Self.isLonger($0.seconds.new, than: $0.seconds.old) }
        faster = paces.filter { Self.isLonger($0.seconds.old, than: $0.seconds.new) }
    }

    /// Something that worked does not, or a cause came or grew, or a ladder is slower.
    package var isWorse: Bool {
        Self.rank(new.diagnosis.verdict) > Self.rank(old.diagnosis.verdict)
            || appeared.contains { $0.severity != .info }
            || changed.contains { $0.severity.map { Self.weight($0.new) > Self.weight($0.old) } ?? false }
            || transports.contains(where: \.isWorse)
            || !slower.isEmpty
    }

    package var isUnchanged: Bool {
        old.diagnosis.verdict == new.diagnosis.verdict && appeared.isEmpty && gone.isEmpty && changed.isEmpty
            && transports.isEmpty && slower.isEmpty && faster.isEmpty
    }

    /// What a reader has to know before believing any of it.
    package var cautions: [String] {
        var cautions: [String] = []
        let (before, after) = (old.survey.assignment, new.survey.assignment)
        let isRedacted = old.redaction != nil || new.redaction != nil
        if before.hub != after.hub, !isRedacted {
            cautions.append("The reports are about different hubs: \(before.hub) and \(after.hub).")
        }
        if old.device.hostname != new.device.hostname, !isRedacted {
            cautions.append("The reports are from different devices.")
        }
        if new.run.startedAt < old.run.startedAt { cautions.append("The first report is the later one.") }
        if !old.run.isComplete || !new.run.isComplete {
            cautions.append("One of the runs ended early: what it did not ask is no change.")
        }
        return cautions
    }

    private static func rank(_ verdict: Diagnosis.Verdict) -> Int {
        switch verdict {
        case .ready: 0
        case .degraded: 1
        case .inconclusive: 2
        case .blocked: 3
        }
    }

    private static func isLonger(_ left: Seconds, than right: Seconds) -> Bool {
        left.value > right.value * factor && left.value - right.value > margin.value
    }

    private static func transports(_ old: Report, _ new: Report) -> [TransportChange] {
        new.diagnosis.transports.compactMap { state in
            let before = old.diagnosis.transports.first {
                $0.transport == state.transport && $0.vantage == state.vantage && $0.via == state.via
            }
            guard let before, before.usable != state.usable else { return nil }
            return TransportChange(
                transport: state.transport, vantage: state.vantage, via: state.via,
                usable: Change(old: before.usable, new: state.usable))
        }
    }

    private static func paces(_ old: Report, _ new: Report) -> [Pace] {
        let earlier = ladders(old)
        return ladders(new).compactMap { part, ladder in
            guard let same = earlier.first(where: { $0.part == part && $0.ladder.vantage == ladder.vantage })?.ladder,
                let first = same.duration, let second = ladder.duration
            else { return nil }
            return Pace(
                endpoint: ladder.endpoint, vantage: ladder.vantage, seconds: Change(old: first, new: second))
        }
    }

    /// What an endpoint is to its report, whatever the hub is called.
    private struct Part: Hashable {
        let host: Role
        let transport: Transport
        let port: UInt16
        let via: Endpoint.Via
    }

    private static func ladders(_ report: Report) -> [(part: Part, ladder: LadderTrace)] {
        report.diagnosis.picture.ladders.map { ladder in
            let endpoint = ladder.endpoint
            let part = Part(
                host: Role(of: .name(endpoint.host), in: report), transport: endpoint.transport, port: endpoint.port,
                via: endpoint.via)
            return (part, ladder)
        }
    }
}

// MARK: - Findings

extension Comparison {
    /// A host by its part in the run, so that redacted reports of one site can be compared.
    fileprivate enum Role: Hashable {
        case hub, provisioning
        case registry(Int)
        case other(Host?)

        init(of host: Host?, in report: Report) {
            let assignment = report.survey.assignment
            guard let name = host?.name else {
                self = .other(host)
                return
            }
            if name == assignment.hub {
                self = .hub
            } else if name == assignment.dps {
                self = .provisioning
            } else {
                self = assignment.registries.firstIndex(of: name).map { .registry($0) } ?? .other(host)
            }
        }
    }

    /// What makes two findings the same.
    fileprivate struct Key: Hashable {
        let cause: Cause
        let host: Role
        let port: UInt16?
        let transport: Transport?
        let via: Endpoint.Via?

        init(_ finding: Finding, in report: Report) {
            cause = finding.cause
            host = Role(of: finding.subject.host, in: report)
            (port, transport, via) = (finding.subject.port, finding.subject.transport, finding.subject.via)
        }
    }

    fileprivate struct Group {
        let key: Key
        var findings: [Finding]
    }

    /// The findings by what makes them the same, in their order.
    fileprivate static func byKey(_ report: Report) -> [Group] {
        var groups: [Group] = []
        for finding in report.diagnosis.findings {
            let key = Key(finding, in: report)
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].findings.append(finding)
            } else {
                groups.append(Group(key: key, findings: [finding]))
            }
        }
        return groups
    }

    fileprivate static func weight(_ severity: Finding.Severity) -> Int {
        switch severity {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    private static func worst(_ findings: [Finding]) -> Finding.Severity {
        findings.map(\.severity).max { weight($0) < weight($1) } ?? .info
    }

    fileprivate static func change(_ old: [Finding], _ new: [Finding]) -> Changed? {
        guard let finding = new.first, let before = old.first else { return nil }
        let severities = (worst(old), worst(new))
        let vantages = (
            Set(old.flatMap(\.vantages)).sorted { $0.description < $1.description },
            Set(new.flatMap(\.vantages)).sorted { $0.description < $1.description }
        )
        var changed = Changed(finding: finding)
        if severities.0 != severities.1 { changed.severity = Change(old: severities.0, new: severities.1) }
        if !before.location.isAlike(finding.location) {
            changed.place = Change(
                old: TextReport.place(before.location)?.english ?? "not known",
                new: TextReport.place(finding.location)?.english ?? "not known")
        }
        if vantages.0 != vantages.1 { changed.vantages = Change(old: vantages.0, new: vantages.1) }
        return changed.severity == nil && changed.place == nil && changed.vantages == nil ? nil : changed
    }
}

extension [Comparison.Group] {
    fileprivate subscript(_ key: Comparison.Key) -> Comparison.Group? { first { $0.key == key } }
}

extension Finding.Location {
    /// The same place, whatever the words for it are.
    fileprivate func isAlike(_ other: Finding.Location) -> Bool {
        kind == other.kind && address == other.address && hop == other.hop && isSameCulprit(other.culprit)
    }

    /// An older version's report has no value of it, only how it was written.
    private func isSameCulprit(_ other: Culprit?) -> Bool {
        switch (culprit, other) {
        case (.recorded, _), (_, .recorded): culprit?.rule == other?.rule
        default: culprit == other
        }
    }
}

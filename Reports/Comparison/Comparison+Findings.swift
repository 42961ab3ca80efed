import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Which findings of two reports are the same, and what changed of one.
extension Comparison {
    /// A host by its part in the run, so that redacted reports of one site can be compared.
    enum Role: Hashable {
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
    struct Key: Hashable {
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

    struct Group {
        let key: Key
        var findings: [Finding]
    }

    /// The findings of a report by what makes them the same, in their order.
    struct Groups {
        private(set) var all: [Group] = []
        private var places: [Key: Int] = [:]

        init(_ report: Report) {
            for finding in report.diagnosis.findings {
                let key = Key(finding, in: report)
                if let place = places[key] {
                    all[place].findings.append(finding)
                } else {
                    places[key] = all.count
                    all.append(Group(key: key, findings: [finding]))
                }
            }
        }

        subscript(_ key: Key) -> Group? { places[key].map { all[$0] } }
    }

    static func weight(_ severity: Finding.Severity) -> Int {
        switch severity {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    private static func worst(_ findings: [Finding]) -> Finding.Severity {
        findings.map(\.severity).max { weight($0) < weight($1) } ?? .info
    }

    static func change(_ old: [Finding], _ new: [Finding]) -> Changed? {
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
                old: TextReport.place(before.location) ?? "not known",
                new: TextReport.place(finding.location) ?? "not known")
        }
        if vantages.0 != vantages.1 { changed.vantages = Change(old: vantages.0, new: vantages.1) }
        return changed.severity == nil && changed.place == nil && changed.vantages == nil ? nil : changed
    }
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

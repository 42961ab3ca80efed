import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One finding of a report, held against a later measurement.
///
/// It is gone only where that is proven: the cells of the matrix that it closed work, and what spoke for it was asked again.
struct Retrial {
    private let finding: Finding
    private let number: Int
    private let old: Report
    private let new: Report
    /// What the report has already, of which none stands for another.
    private let known: Set<Comparison.Key>

    init(of finding: Finding, number: Int, in old: Report, by new: Report, besides known: Set<Comparison.Key>) {
        self.finding = finding
        self.number = number
        self.old = old
        self.new = new
        self.known = known
    }

    var state: Verification.State {
        let current = new.diagnosis.findings.filter { $0.severity != .info }
        let key = Comparison.Key(finding, in: old)
        let alike = current.filter { Comparison.Key($0, in: new) == key && isSeenAlike($0) }
        if let same = alike.first(where: { $0.subject == finding.subject }) ?? alike.first { return .stillThere(same) }
        let failures = cells.compactMap { cell -> Int?? in
            guard case .fails(let number) = cell else { return nil }
            return number
        }
        let reasons =
            failures.compactMap(\.self).filter { new.diagnosis.findings.indices.contains($0 - 1) }
            .map { new.diagnosis.findings[$0 - 1] }.uniqued + current.filter(isAboutTheSame)
        guard failures.isEmpty, reasons.isEmpty else { return .another(reasons.uniqued) }
        return doubt.map { .notMeasured($0) } ?? .gone
    }

    private func isSeenAlike(_ other: Finding) -> Bool { !Set(other.vantages).isDisjoint(with: finding.vantages) }

    /// A cause that the report does not have, about the same host and port.
    private func isAboutTheSame(_ other: Finding) -> Bool {
        guard isSeenAlike(other), !known.contains(Comparison.Key(other, in: new)), finding.subject.host != nil,
            Comparison.Role(of: other.subject.host, in: new) == Comparison.Role(of: finding.subject.host, in: old)
        else { return false }
        return other.subject.port == nil || finding.subject.port == nil || other.subject.port == finding.subject.port
    }

    // MARK: - What it closed

    /// What became of the cells that name it as the reason.
    private var cells: [Matrix.Cell] {
        let (before, after) = (old.diagnosis.picture.matrix, new.diagnosis.picture.matrix)
        return before.rows.flatMap { row in
            zip(before.vantages, row.cells).compactMap { vantage, cell -> Matrix.Cell? in
                guard case .fails(number) = cell else { return nil }
                let now = after.rows.first { $0.matter == row.matter && $0.port == row.port }
                guard let column = after.vantages.firstIndex(of: vantage), let now, now.cells.indices.contains(column)
                else { return .absent }
                return now.cells[column]
            }
        }
    }

    // MARK: - What spoke for it

    /// Why it cannot be called gone.
    private var doubt: Sentence? {
        guard new.run.isComplete else { return "The run ended before all questions were answered." }
        for cell in cells {
            switch cell {
            case .works, .fails, .fallsShort: continue
            case .unknown(let reason): return "What it kept from working was not proven to work: \(reason)."
            case .absent: return "What it kept from working was not asked for again from there."
            }
        }
        let missing = finding.vantages.filter { !new.survey.vantages.contains($0) }
        if let vantage = missing.first { return "It was seen from \(vantage), which could not be measured from." }
        return finding.vantages.contains { !isAsked(from: $0) } ? "What spoke for it could not be asked again." : nil
    }

    /// A question whose answer spoke for the finding was answered again, or nothing called for it any more.
    private func isAsked(from vantage: Vantage) -> Bool {
        let speaking = finding.evidence.filter { $0.role == .speaks }.compactMap {
            old.survey.observation($0.observation)
        }
        let probes = Set(speaking.map(\.probe))
        return new.survey.observations.contains { observation in
            // What is asked of the device alone speaks for every vantage.
            guard probes.contains(observation.probe), isOfSameKind(observation, as: speaking),
                observation.vantage == vantage || !speaking.contains(where: { $0.vantage == vantage })
            else { return false }
            switch observation.outcome {
            case .seen: return true
            case .skipped(let reason): return reason.code == .notNeeded
            case .failed: return false
            }
        }
    }

    /// A journal says nothing of what a file said, nor the other way round; of containers, those that run well are not read.
    private func isOfSameKind(_ observation: Observation, as speaking: [Observation]) -> Bool {
        guard let source = observation.subject as? LogSource else { return true }
        return speaking.contains { other in
            switch (other.subject as? LogSource, source) {
            case (.container, .container): true
            case (let told?, _): told == source
            case (nil, _): false
            }
        }
    }
}

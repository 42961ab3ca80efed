import ProbeCore
import ProbeFindings

extension Diagnosis.Verdict {
    /// What the rows and the findings amount to: an error blocks, a needed row that is neither proven nor refuted leaves it
    /// open, and what works only after a change, or not as it should, degrades.
    ///
    /// A row that fails without a cause to show for it is a gap in knowledge and not a verdict: never guess.
    init(rows: [NeededRow], findings: [Finding], in assignment: Assignment) {
        if findings.contains(where: { $0.severity == .error }) {
            self = .blocked
        } else if rows.contains(where: { $0.state == .failed || $0.state == .unknown }) {
            self = .inconclusive
        } else if rows.contains(where: \.needsChange) || findings.contains(where: { $0.degrades(assignment) }) {
            self = .degraded
        } else {
            self = .ready
        }
    }
}

extension NeededRow {
    var needsChange: Bool {
        if case .afterChange = state { true } else { false }
    }
}

extension Finding {
    /// The C library of the modules finds no address for the hub for certain, whatever this program found and reached.
    var keepsNamesFromModules: Bool {
        cause == .dnsResolverLibrary && subject.resolver != nil && confidence == .certain
    }

    /// A warning under which everything works, but not as it should.
    func degrades(_ assignment: Assignment) -> Bool {
        guard severity == .warning else { return false }
        // The host stands in for containers to come, and they will not get where it gets.
        if isForeseen { return true }
        if keepsNamesFromModules { return true }
        return switch cause.card.degradation {
        case .never: false
        // A place of the device's own that sets one wrong: this run used none, and the place's program will.
        case .whereAProxyIsUsed: assignment.isProxyInUse || (subject.via == .proxy && subject.process != nil)
        case .always: true
        }
    }
}

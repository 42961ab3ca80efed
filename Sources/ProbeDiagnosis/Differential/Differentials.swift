import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What else each finding of a survey could be, by the look-alikes of its cause.
struct Differentials {
    private let findings: [Finding]
    private let scene: Scene
    private let residue: Residue

    init(of findings: [Finding], beside residue: Residue, in scene: Scene) {
        self.findings = findings
        self.scene = scene
        self.residue = residue
    }

    var weighed: [Finding] { findings.map { $0.weighed(differential(of: $0)) } }

    private func differential(of finding: Finding) -> Differential {
        var differential = Differential(unexplained: residue.bearing(on: finding).map(\.observation))
        let witness = Witness(for: finding, in: scene)
        for lookAlike in finding.cause.card.lookAlikes {
            let cause = lookAlike.cause
            switch isRival(cause, of: finding) ? .open(.contradictory) : witness.word(on: lookAlike.telling) {
            case .told(let observations):
                differential.excluded.append(.init(cause, lookAlike.telling, observations.uniqued.sorted()))
            case .open(let reason): differential.open.append(.init(cause, lookAlike.telling, reason))
            }
        }
        return differential
    }

    /// The look-alike was found as well, of the same things.
    private func isRival(_ cause: Cause, of finding: Finding) -> Bool {
        findings.contains { other in
            other.cause == cause && !Set(other.vantages).isDisjoint(with: finding.vantages)
                && (Scope(of: other).coversSubject(of: finding) || Scope(of: finding).coversSubject(of: other))
                && !finding.explains.contains(cause) && !other.explains.contains(finding.cause)
        }
    }
}

/// What an observation that would tell two causes apart has to say.
enum Word {
    /// It was made, and these are the observations.
    case told([Int])
    case open(Differential.Doubt.Reason)
}

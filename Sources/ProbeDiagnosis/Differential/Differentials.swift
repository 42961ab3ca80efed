import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What else each finding of a survey could be, by the look-alikes of its cause.
struct Differentials {
    private let findings: [Finding]
    private let byCause: [Cause: [Finding]]
    private let scene: Scene
    private let residue: Residue

    init(of findings: [Finding], beside residue: Residue, in scene: Scene) {
        self.findings = findings
        byCause = Dictionary(grouping: findings, by: \.cause)
        self.scene = scene
        self.residue = residue
    }

    var weighed: [Finding] { findings.map { $0.weighed(differential(of: $0)) } }

    private func differential(of finding: Finding) -> Differential {
        var differential = Differential(unexplained: residue.bearing(on: finding).map(\.observation))
        let witness = Witness(for: finding, in: scene)
        for lookAlike in finding.cause.card.lookAlikes {
            let cause = lookAlike.cause
            switch isRival(lookAlike, of: finding, witness) ? .open(.contradictory) : witness.word(on: lookAlike) {
            // What no rule finds was looked for by nobody: that nothing was found excludes nothing.
            case .told where !Rulebook.known.contains(cause): continue
            case .told(let told):
                let observations = told.uniqued.sorted()
                differential.excluded.append(
                    .init(
                        cause, lookAlike.telling, observations,
                        controls: observations.filter { witness.isControl($0) }))
            case .open(let reason): differential.open.append(.init(cause, lookAlike.telling, reason))
            }
        }
        if DataHold.symptoms.contains(finding.cause),
            finding.vantages.contains(where: { !DataHold.all(from: $0, scene).isEmpty })
        {
            differential.open.append(.init(.hostOutputDropped, .ownRules, .noEvidence))
        }
        return differential
    }

    /// The look-alike was found as well, of the same things: from the same place, or from the host where that one tells.
    private func isRival(_ lookAlike: Card.LookAlike, of finding: Finding, _ witness: Witness) -> Bool {
        byCause[lookAlike.cause, default: []].contains { other in
            guard !finding.explains.contains(other.cause),
                !other.explains.contains(finding.cause),
                // The files that it cites name a proxy, whatever else is found to want one.
                (finding.cause, other.cause) != (.proxyEnvMismatch, .proxyRequired)
            else { return false }
            let covers = Scope(of: other).coversSubject(of: finding)
            if !Set(other.vantages).isDisjoint(with: finding.vantages) {
                return covers || Scope(of: finding).coversSubject(of: other)
            }
            return lookAlike.telling.isOfTheHost && covers && other.vantages.contains(.host)
                && witness.stoppedHere.isEmpty
        }
    }
}

extension Telling {
    /// The host tells, of what containers met.
    fileprivate var isOfTheHost: Bool { self == .hostContrast || self == .hostLookup }
}

/// What an observation that would tell two causes apart has to say.
enum Word {
    /// It was made, and these are the observations.
    case told([Int])
    case open(Differential.Doubt.Reason)
}

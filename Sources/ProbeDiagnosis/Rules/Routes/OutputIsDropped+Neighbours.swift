import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A rule of this device's for ARP, on the host's own way: what it drops makes who is next look dead.
struct NeighbourRule {
    let place: RulePlace
    let isCertain: Bool
    let proof: Finding.Proof

    init?(in scene: Scene) {
        let walks = (scene.survey.walksToServices + scene.survey.walksToResolvers).filter {
            $0.walk.origin == .host && $0.walk.neighbourRule != nil
        }
        guard let walked = walks.first(where: { $0.walk.neighbourMayPass == false }) ?? walks.first,
            let place = walked.walk.neighbourRule
        else { return nil }
        self.place = place
        isCertain = walked.walk.neighbourMayPass == false
        let shows: Sentence =
            isCertain
            ? "what this device asks by ARP, or is answered, ends at \(place)"
            : "what this device asks by ARP, or is answered, may end at \(place)"
        proof = Finding.Proof(walked.observation, place.text.map { "\(shows): \($0)" } ?? shows)
    }
}

extension OutputIsDropped {
    /// A neighbour that nobody could ask, or whose answer nobody heard.
    func unasked(_ scene: Scene) -> [Finding] {
        guard let rule = NeighbourRule(in: scene), rule.isCertain else { return [] }
        return NeighbourIsDead().found(in: scene).map { dead in
            var finding = dead
            finding.cause = .hostOutputDropped
            finding.summary = """
                This device's own firewall drops ARP, so whoever is next seems not to answer and nothing leaves the link: \
                \(Culprit(rule.place)).
                """
            finding.location.culprit = Culprit(rule.place)
            finding.evidence.append(rule.proof)
            finding.refutedBy = "`ip neigh` shows the next hop as reachable while the rule is in force."
            return finding
        }
    }
}

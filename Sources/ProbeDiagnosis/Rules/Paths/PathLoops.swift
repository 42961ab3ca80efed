import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Packets circle between routers until their hop limit is used up.
///
/// Whoever gives up says so, or a walk meets the same routers again and again: routers ration what they say, and the walks
/// themselves may have used it up.
struct PathLoops: Rule {
    static let causes: [Cause] = [.tcpLoop]
    static let explains: [Cause] = [.tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll]

    /// Only the silence that a circle was seen behind: another address may be dropped.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        let (lost, circling) = (symptom.seenAt, Set(finding.seenAt))
        return Set(finding.vantages).isSuperset(of: symptom.vantages) && circling.isSuperset(of: lost)
    }

    func findings(in scene: Scene) -> [Finding] {
        // Who gives up depends on the parity of the hop limit, so all errors of a vantage are one.
        let told = Rejection.ofRouting(.hopLimitExceeded, together: true, byWhomever: true, in: scene).map {
            rejection in
            var finding = rejection.finding(.tcpLoop, needsRepetition: true, in: scene) { noun, who in
                "Outgoing \(noun) circles between routers and is given up by \(who)."
            }
            // That it circled is seen by a walk alone: a hop limit may be used up because it was small.
            if !rejection.extent.contacts.contains(where: { mayCircle($0, scene) }) {
                finding.claim = min(finding.claim, .likely)
            }
            return finding
        }
        return told + scene.vantages.flatMap { walked(from: $0, scene) }
    }

    /// Walks to it meet several routers and no end, or there is no walk that says otherwise and its limit was a full one.
    private func mayCircle(_ contact: Contact, _ scene: Scene) -> Bool {
        let walks = scene.survey.walks(to: contact).map(\.evidence.walk).filter {
            $0.lastRouter != nil || $0.end != nil
        }
        guard walks.isEmpty else { return walks.contains { $0.circle != nil || ($0.end == nil && $0.isLed) } }
        return scene.survey.seen(ReadForwarding.self, from: .host).contains { ($0.evidence.hopLimit ?? 0) > 32 }
    }

    private func walked(from vantage: Vantage, _ scene: Scene) -> [Finding] {
        let contacts = scene.contacts(from: vantage)
        let lost = contacts.filter { $0.result == .silent && circle(to: $0, scene) != nil }
        return Extent.ofAddresses(lost, among: contacts, together: true).compactMap { extent -> Finding? in
            guard let first = extent.contacts.first, let (seen, hop) = circle(to: first, scene) else {
                return nil
            }
            let walk = seen.evidence.walk
            let again = walk.hops.filter { $0.limit > hop.limit && $0.address == hop.address }.map(\.limit)
            return extent.finding(
                .tcpLoop, owner: .siteNetwork, confidence: .likely,
                summary: "Outgoing \(extent.noun) circles between routers: \(hop.title) is met again at hops \(again).",
                location: Finding.Location(
                    kind: .hop, address: hop.address, hop: hop.limit, text: "at \(hop.title)"),
                evidence: extent.contacts.flatMap(\.silenceProofs) + [
                    seen.shows(
                        """
                        SYNs from \(seen.vantage.asPlace) to \(walk.remote) with the hop limits \([hop.limit] + again) are \
                        answered by the same router
                        """)
                ],
                refutedBy: "A TCP connection to \(extent.target) opens from this device.")
        }
    }

    private func circle(
        to contact: Contact, _ scene: Scene
    ) -> (seen: Survey.Seen<WalkHops>, hop: HopWalk.Hop)? {
        scene.survey.walks(to: contact).lazy.compactMap { seen in
            seen.evidence.walk.circle.map { (seen, $0) }
        }.first
    }
}

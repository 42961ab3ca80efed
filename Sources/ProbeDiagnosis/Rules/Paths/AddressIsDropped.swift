import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Every port of an address is silent while other addresses answer.
struct AddressIsDropped: Rule {
    static let causes: [Cause] = [.tcpDroppedIP]
    static let explains: [Cause] = [.tcpDroppedPort]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in
            let silences = Silences(among: scene.contacts(from: vantage))
            return silences.addresses.compactMap { group in finding(group, silences, scene) }
        }
    }

    private func finding(_ group: [Contact], _ silences: Silences, _ scene: Scene) -> Finding? {
        guard let first = group.first else { return nil }
        let address = first.remote.address
        let ports = Set(group.map(\.port)).sorted()
        let hosts = Set(group.map(\.host)).sorted()
        let control = silences.contacts.first { $0.remote.address != address && $0.answerProof != nil }
        let place = Whereabouts(ofSilenceAt: first, in: scene.survey)
        // One port alone may be filtered by its number, and without another address the line itself may be dead.
        let isCertain =
            ports.count > 1 && control != nil && group.allSatisfy(\.isConfirmed)
            && WayOut(scene: scene).leads(to: first) && !silences.isScattered
        // Behind masquerade the site can hardly tell a container's packets from the host's, which get there.
        let isOnThisDevice = scene.isReachedByHost(group) && place.location.hop == nil
        var finding = Finding(
            .tcpDroppedIP, group.map(\.severity).max() ?? .info, from: [first.vantage],
            about: Finding.Subject(hosts.count == 1 ? hosts.first : nil, address: address),
            owner: .siteNetwork, confidence: isOnThisDevice ? .possible : isCertain ? .certain : .likely,
            summary: place.location.text.map {
                """
                Everything sent to \(address) (\(listing: hosts)) is dropped on the way, \($0): no answer on \
                \(.port, ports).
                """
            } ?? """
                Everything sent to \(address) (\(listing: hosts)) is dropped on the way: no answer on \(.port, ports).
                """,
            location: place.location,
            evidence: group.flatMap(\.silenceProofs) + [control?.answerProof].compactMap { $0 } + place.proofs,
            refutedBy: "Any port of \(address) answers another host behind the same router.")
        finding.parts = group.map(\.subject).uniqued
        return finding
    }
}

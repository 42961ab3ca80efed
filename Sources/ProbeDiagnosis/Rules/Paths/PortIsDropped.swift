import ProbeCore
import ProbeFindings

/// Connection attempts to one port vanish while another port of the same address answers.
struct PortIsDropped: Rule {
    static let causes: [Cause] = [.tcpDroppedPort]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in
            let silences = Silences(among: scene.contacts(from: vantage))
            return silences.ports.map { contact in
                let control = silences.contacts.first {
                    $0.remote.address == contact.remote.address && $0.answerProof != nil
                }
                let place = Whereabouts(ofSilenceAt: contact, in: scene.survey)
                // Behind masquerade the site can hardly tell a container's packets from the host's, which get there.
                let isOnThisDevice = scene.isReachedByHost([contact]) && place.location.hop == nil
                return contact.finding(
                    .tcpDroppedPort, owner: .siteNetwork,
                    confidence: isOnThisDevice
                        ? .possible : control == nil || !contact.isConfirmed ? .likely : .certain,
                    summary: place.location.text.map { "Outgoing \(contact.noun) is dropped on the way, \($0)." }
                        ?? "Outgoing \(contact.noun) is dropped on the way.",
                    location: place.location,
                    evidence: contact.silenceProofs + [control?.answerProof].compactMap { $0 } + place.proofs,
                    refutedBy:
                        "A TCP connection to \(contact.remote) opens from another host behind the same router.")
            }
        }
    }
}

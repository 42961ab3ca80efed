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
                        ? .possible
                        : control == nil || !contact.isConfirmed || silences.isScattered ? .likely : .certain,
                    summary: Self.summary(contact, place),
                    location: place.location,
                    evidence: contact.silenceProofs + [control?.answerProof].compactMap { $0 } + place.proofs,
                    refutedBy: contact.isReachedOtherwise
                        ? "None of several connections to \(contact.remote) opens, from whatever source port."
                        : "A TCP connection to \(contact.remote) opens from another host behind the same router.")
            }
        }
    }

    private static func summary(_ contact: Contact, _ place: Whereabouts) -> Sentence {
        if contact.isReachedOtherwise {
            return """
                Outgoing \(contact.noun) is dropped on the way for some connections, while a SYN from another source port arrives: \
                one of several paths may be dead, or the path is so now and then.
                """
        }
        return place.location.text.map { "Outgoing \(contact.noun) is dropped on the way, \($0)." }
            ?? "Outgoing \(contact.noun) is dropped on the way."
    }
}

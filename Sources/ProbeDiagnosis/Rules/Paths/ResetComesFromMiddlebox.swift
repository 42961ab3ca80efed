import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The reset is made by a box nearer than the far end.
struct ResetComesFromMiddlebox: Rule {
    static let causes: [Cause] = [.tcpResetByMiddlebox]
    static let explains: [Cause] = [.tcpRefused]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in
            scene.contacts(from: vantage).filter { $0.result == .refused }.compactMap { contact in
                guard let place = Whereabouts(ofResetAt: contact, in: scene.survey) else { return nil }
                // Where containers' packets are forwarded, this device is the first hop itself.
                let isOpen = scene.mayRefuseItself(contact) && place.location.hop ?? 0 <= 1
                return contact.finding(
                    .tcpResetByMiddlebox, owner: .siteNetwork, confidence: isOpen ? .possible : .certain,
                    summary: place.location.text.map {
                        "Outgoing \(contact.noun) is reset by a box on the way, \($0)."
                    } ?? "Outgoing \(contact.noun) is reset by a box on the way, before the far end.",
                    location: place.location,
                    evidence: contact.proofs { "\(contact.remote) seems to answer with RST after \($0.latency)" }
                        + place.proofs,
                    refutedBy: "The port's reset needs as many hops as another port's answer.")
            }
        }
    }
}

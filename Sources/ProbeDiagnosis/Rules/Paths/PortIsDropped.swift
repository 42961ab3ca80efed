package import ProbeCore
package import ProbeFindings

/// Connection attempts to one port vanish while another port of the same address answers.
package struct PortIsDropped: Rule {
    package static let causes: [Cause] = [.tcpDroppedPort]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            let silences = Silences(from: vantage, in: survey)
            return silences.ports.map { contact in
                let control = silences.contacts.first {
                    $0.remote.address == contact.remote.address && $0.answerProof != nil
                }
                let place = Whereabouts(ofSilenceAt: contact, in: survey)
                let whereText = place.location.text.map { ", \($0)" } ?? ""
                return contact.finding(
                    .tcpDroppedPort, owner: .siteNetwork,
                    confidence: control == nil || !contact.isConfirmed ? .likely : .certain,
                    summary: "Outgoing \(contact.description) is dropped on the way\(whereText).",
                    location: place.location,
                    evidence: contact.silenceProofs + [control?.answerProof].compactMap { $0 } + place.proofs,
                    refutedBy:
                        "A TCP connection to \(contact.remote) opens from another host behind the same router.",
                    in: survey)
            }
        }
    }
}

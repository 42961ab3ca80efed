package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The reset is made by a box nearer than the far end.
package struct ResetComesFromMiddlebox: Rule {
    package static let causes: [Cause] = [.tcpResetByMiddlebox]
    package static let explains: [Cause] = [.tcpRefused]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            survey.contacts(from: vantage).filter { $0.result == .refused }.compactMap { contact in
                guard let place = Whereabouts(ofResetAt: contact, in: survey) else { return nil }
                return contact.finding(
                    .tcpResetByMiddlebox, owner: .siteNetwork, confidence: .certain,
                    summary: "Outgoing \(contact.description) is reset by a box on the way, "
                        + "\(place.location.text ?? "before the far end").",
                    location: place.location,
                    evidence: contact.proofs { "\(contact.remote) seems to answer with RST after \($0.latency)" }
                        + place.proofs,
                    refutedBy: "The port's reset needs as many hops as another port's answer.", in: survey)
            }
        }
    }
}

package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// No address outside answers a connection attempt, and nothing on this device stops them.
package struct EverythingIsDropped: Rule {
    package static let causes: [Cause] = [.tcpDroppedAll]
    package static let explains: [Cause] = [.tcpDroppedIP, .tcpDroppedPort, .dnsTimeout, .dnsUDPBlocked, .dpsBlocked]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.compactMap { vantage in
            let silences = Silences(from: vantage, in: survey)
            guard silences.isEverywhere, let first = silences.contacts.first else { return nil }
            let place = Whereabouts(ofSilenceAt: first, in: survey)
            let addresses = Set(silences.contacts.map(\.remote.address)).count
            let dns = outsideResolver(from: vantage, in: survey)
            return Finding(
                .tcpDroppedAll, silences.contacts.map { $0.severity(in: survey) }.max() ?? .info, from: [vantage],
                about: Finding.Subject(), owner: .siteNetwork,
                confidence: dns == nil && silences.contacts.allSatisfy(\.isConfirmed) ? .certain : .likely,
                summary: "Nothing outside answers a TCP connection: \(addresses) addresses, "
                    + "\(silences.contacts.map(\.host).uniqued.map(\.description).joined(separator: ", ")), are silent on "
                    + "\(wording(of: Set(silences.contacts.map(\.port)).sorted()))"
                    + "\(place.location.text.map { "; the packets vanish \($0)" } ?? "").",
                location: place.location,
                evidence: silences.contacts.flatMap(\.silenceProofs) + [dns].compactMap { $0 } + place.proofs,
                refutedBy: "A TCP connection to any address outside opens from this device.")
        }
    }

    /// A resolver outside the site that answers shows that not every packet is lost.
    private func outsideResolver(from vantage: Vantage, in survey: Survey) -> Finding.Proof? {
        for seen in survey.seen(AskControlResolver.self, from: vantage) {
            if let answer = seen.evidence.answers.first(where: { $0.result == .answered }) {
                return Finding.Proof(seen.index, "the resolver \(answer.server) outside answers in \(answer.latency)")
            }
        }
        return nil
    }
}

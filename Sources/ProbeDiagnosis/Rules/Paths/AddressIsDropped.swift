package import ProbeCore
package import ProbeFindings

/// Every port of an address is silent while other addresses answer.
package struct AddressIsDropped: Rule {
    package static let causes: [Cause] = [.tcpDroppedIP]
    package static let explains: [Cause] = [.tcpDroppedPort]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            let silences = Silences(from: vantage, in: survey)
            return silences.addresses.compactMap { group in finding(group, silences, survey) }
        }
    }

    private func finding(_ group: [Contact], _ silences: Silences, _ survey: Survey) -> Finding? {
        guard let first = group.first else { return nil }
        let address = first.remote.address
        let ports = Set(group.map(\.port)).sorted()
        let hosts = Set(group.map(\.host)).sorted().map(\.description)
        let control = silences.contacts.first { $0.remote.address != address && $0.answerProof != nil }
        let place = Whereabouts(ofSilenceAt: first, in: survey)
        // One port alone may be filtered by its number, and without another address the line itself may be dead.
        let isCertain = ports.count > 1 && control != nil && group.allSatisfy(\.isConfirmed)
        return Finding(
            .tcpDroppedIP, group.map { $0.severity(in: survey) }.max() ?? .info, from: [first.vantage],
            about: Finding.Subject(host: hosts.count == 1 ? hosts.first : nil, address: address),
            owner: .siteNetwork, confidence: isCertain ? .certain : .likely,
            summary: "Everything sent to \(address) (\(hosts.joined(separator: ", "))) is dropped on the way"
                + "\(place.location.text.map { ", \($0)" } ?? ""): no answer on \(wording(of: ports)).",
            location: place.location,
            evidence: group.flatMap(\.silenceProofs) + [control?.answerProof].compactMap { $0 } + place.proofs,
            refutedBy: "Any port of \(address) answers another host behind the same router.")
    }
}

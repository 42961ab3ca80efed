import ProbeCore
package import ProbeFindings

/// The part of a survey that a cause speaks for, from its subject: an endpoint, an address, a host or the whole vantage.
///
/// Each member of the subject that is set narrows the scope, the resolver and the process excepted, which say where a
/// cause sits and not what it stops:
///
/// | subject has | scope |
/// |---|---|
/// | host, port, transport | that endpoint |
/// | host (or address) and port | every transport on it |
/// | address | every port and every host of that address |
/// | host | every address and every endpoint of that host |
/// | none of them | everything measured from the vantage |
package struct Scope: Hashable, Sendable {
    private let subject: Finding.Subject
    private let vantages: [Vantage]

    package init(of finding: Finding) {
        subject = finding.subject
        vantages = finding.vantages
    }

    package var isWholeVantage: Bool { subject.host == nil && subject.address == nil && subject.port == nil }

    /// Whether a finding lies within: seen from no other vantage, and about nothing outside.
    package func contains(_ finding: Finding) -> Bool {
        coversSubject(of: finding) && finding.vantages.allSatisfy(vantages.contains)
    }

    /// As `contains`, for causes of the device as a whole, whichever vantage they were seen from.
    package func coversSubject(of finding: Finding) -> Bool {
        let other = finding.subject
        guard !isWholeVantage else { return true }
        // What goes through a proxy meets neither the site's names nor the direct path.
        guard other.via != .proxy || subject.via == .proxy else { return false }
        return covers(subject.host, other.host, orKnownBy: other.address != nil && other.address == subject.address)
            && covers(subject.address, other.address, orKnownBy: other.host != nil && other.host == subject.host)
            && covers(subject.port, other.port) && covers(subject.transport, other.transport)
            && covers(subject.via, other.via)
    }

    private func covers<Member: Equatable>(
        _ member: Member?, _ other: Member?, orKnownBy isKnownOtherwise: Bool = false
    ) -> Bool {
        guard let member else { return true }
        guard let other else { return isKnownOtherwise }
        return member == other
    }
}

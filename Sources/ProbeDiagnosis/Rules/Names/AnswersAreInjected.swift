import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Two answers that contradict each other come to one question: somebody on the way sends one of his own before the resolver's.
struct AnswersAreInjected: Rule {
    static let causes: [Cause] = [.dnsInjected]
    static let explains: [Cause] =
        NameIsSinkholed.explains + [.dnsSinkhole, .dnsFiltered, .dnsNxdomain, .dnsNodata, .dnsServfail, .dnsRefused]

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup -> Finding? in
            let name = Name(lookup.host)
            guard let seen = scene.survey.seen(ListenForAnswers.self, about: name, from: lookup.vantage),
                let (first, later) = contradiction(among: seen.evidence.answers)
            else { return nil }
            return Finding(
                .dnsInjected, lookup.severity, from: [lookup.vantage],
                about: Finding.Subject(lookup.host, resolver: first.server), owner: .siteNetwork, confidence: .certain,
                summary: """
                    Somebody on the way answers questions to the resolver \(first.server) in its place: to one question for \
                    \(lookup.host) two answers come that contradict each other, and programs take the first.
                    """,
                location: Finding.Location(kind: .unknown, text: "on the way to the resolver \(first.server)"),
                evidence: [
                    seen.shows("the first answer, \(said(first)), comes after \(first.latency)"),
                    seen.shows("a second one to the same question, \(said(later)), comes after \(later.latency)"),
                ],
                refutedBy: "One question to \(first.server) for \(lookup.host) gets one answer.")
        }
    }

    /// The first answer of a resolver, and a later one to the same question that says something else.
    private func contradiction(among answers: [DNSAnswer]) -> (first: DNSAnswer, later: DNSAnswer)? {
        answers.map(\.server).uniqued.lazy.compactMap { server -> (first: DNSAnswer, later: DNSAnswer)? in
            let own = answers.filter { $0.server == server && $0.result == .answered }
            guard let first = own.first, let later = own.first(where: { $0.contradicts(first) }) else { return nil }
            return (first, later)
        }.first
    }

    private func said(_ answer: DNSAnswer) -> Sentence {
        answer.addresses.isEmpty
            ? "\(Denial.name(ofCode: answer.responseCode, isEmpty: true))" : "\(answer.addresses)"
    }
}

extension DNSAnswer {
    /// No address in common, or another verdict: a datagram that the network merely doubled says the same.
    fileprivate func contradicts(_ other: DNSAnswer) -> Bool {
        guard !addresses.isEmpty, !other.addresses.isEmpty else {
            return addresses.isEmpty != other.addresses.isEmpty || responseCode != other.responseCode
        }
        return Set(addresses).isDisjoint(with: other.addresses)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Two answers of one resolver to one question that contradict each other.
///
/// Somebody on the way sends one of his own; or the question was doubled on the way, and whoever answers to the resolver's
/// address gives another answer each time: a pool of resolvers, or a name whose addresses take turns.
struct Contradiction {
    let observation: Survey.Seen<ListenForAnswers>
    let first: DNSAnswer
    let later: DNSAnswer
    private let lookup: Lookup
    private let credence: Credence

    /// The first answer of a resolver, and a later one to the same question that says something else.
    init?(to lookup: Lookup, in survey: Survey) {
        guard let seen = survey.seen(ListenForAnswers.self, about: Name(lookup.host), from: lookup.vantage),
            let (first, later) = Self.pair(among: seen.evidence.answers)
        else { return nil }
        observation = seen
        self.first = first
        self.later = later
        self.lookup = lookup
        credence = Credence(of: lookup, in: survey)
    }

    private static func pair(among answers: [DNSAnswer]) -> (first: DNSAnswer, later: DNSAnswer)? {
        answers.map(\.server).uniqued.lazy.compactMap { server -> (first: DNSAnswer, later: DNSAnswer)? in
            let own = answers.filter { $0.server == server && $0.result == .answered }
            guard let first = own.first, let later = own.first(where: { $0.contradicts(first) }) else { return nil }
            return (first, later)
        }.first
    }

    /// Both say an address that a service on the internet can have, so that both can be right.
    var canBothBeRight: Bool {
        [first, later].allSatisfy { !$0.addresses.isEmpty && $0.addresses.allSatisfy(\.isGlobal) }
    }

    /// Even an address where no resolver can be answers the question.
    var everybodyAnswers: Survey.Seen<AskNowhere>? { lookup.interception == nil ? nil : lookup.nowhere }

    /// Nobody takes questions on the way, and the first answer is as good as any: a resolver outside gives its address as
    /// well, or the resolver says something else each time that it is asked.
    var isRotation: Bool {
        guard canBothBeRight, lookup.isLeftAlone != nil else { return false }
        let outside = Set(lookup.controlAnswer?.addresses ?? [])
        let before = lookup.evidence.servers.filter { $0.server == first.server }.flatMap(\.answers)
            .filter { $0.result == .answered && $0.queryType == first.queryType && !$0.addresses.isEmpty }
        return !outside.isDisjoint(with: first.addresses) || before.contains { $0.contradicts(first) }
    }

    /// The service proves itself where the first answer does not lead to, or at the first answer's somebody else does.
    var isFirstALie: Bool {
        let outside = Set(lookup.controlAnswer?.addresses ?? [])
        if credence.isProvenElsewhere { return outside.isDisjoint(with: first.addresses) }
        return credence.stranger != nil && !credence.meetsStrangerElsewhere
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

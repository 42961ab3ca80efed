import ProbeCore
import ProbeEvidence

/// Why musl's getaddrinfo gives no address where a resolver does.
///
/// It asks every resolver both questions at once and takes the first NOERROR or NXDOMAIN for each (res_msend.c), whoever
/// says it. NXDOMAIN to either means that there is no such name, no address in either that it has none, and no such answer
/// to either that looking it up failed (name_from_dns of lookup_name.c).
struct MuslFailure {
    enum Kind {
        /// One resolver gives an address, and another one, which is no slower, says that there is none.
        case addressDenied
        /// The IPv6 question is denied, or not answered.
        case ipv6
    }

    let kind: Kind
    /// The answer that decides.
    let answer: DNSAnswer
    /// The A answer with an address beside it.
    let other: DNSAnswer
    let isCertain: Bool

    /// What a resolver needs for a name that it has to look up itself: another one's denial comes first by no more than that.
    private static let slowness = 1.0
    /// Two resolvers that are nearer to each other than this race, and now the one wins, now the other.
    private static let dispersion = 0.05

    /// The origin says whose resolv.conf it is; nothing for the host, which stands in for containers to come.
    init?(of lookup: Lookup, from origin: VantageOrigin?) {
        guard lookup.evidence.source == .resolver else { return nil }
        let isInTurn = origin?.usesEngineResolver ?? true
        let servers = lookup.evidence.servers.map(\.answers)
        let heard =
            isInTurn
            ? [[DNSAnswer.QueryType.a, .aaaa].compactMap { Self.answer(toTheEngine: $0, by: servers) }] : servers
        let answers = heard.flatMap(\.self)
        let addresses = answers.filter { $0.queryType == .a && $0.isAccepted }
        let givers = addresses.filter { !$0.addresses.isEmpty }
        guard let given = givers.min(by: { $0.latency.value < $1.latency.value }) else { return nil }
        let denials = addresses.filter(\.addresses.isEmpty)
        if let denial = denials.min(by: { $0.latency.value < $1.latency.value }),
            denial.latency.value < given.latency.value + Self.slowness,
            answers.allSatisfy({ $0.queryType == .a || $0.addresses.isEmpty })
        {
            kind = .addressDenied
            (answer, other) = (denial, given)
            isCertain = denial.latency.value + Self.dispersion < given.latency.value
            return
        }
        let questions = answers.filter { $0.queryType == .aaaa }
        let accepted = questions.filter(\.isAccepted)
        kind = .ipv6
        // A resolver that denies the name as a whole contradicts the others, and not itself.
        let denial = accepted.first { answer in
            answer.responseCode == 3 && givers.contains { $0.server == answer.server }
        }
        if let denial {
            answer = denial
            // Whichever resolver is first.
            isCertain = accepted.allSatisfy { $0.responseCode == 3 }
        } else {
            guard accepted.isEmpty,
                let failed = questions.first(where: { $0.server == given.server }) ?? questions.first
            else { return nil }
            answer = failed
            isCertain = lookup.outlastsClients && questions.allSatisfy { $0.result != .silent || $0.attempts > 1 }
        }
        let decisive = answer.server
        other = givers.first { $0.server == decisive } ?? given
    }

    /// What the engine's own resolver hands on to its containers.
    ///
    /// It asks one after the other: after a failure, a refusal, a silence or an NXDOMAIN without authority the next one, and
    /// if there is none, the last answer is the answer (ServeDNS of libnetwork's resolver.go, engine 20.10).
    private static func answer(
        toTheEngine type: DNSAnswer.QueryType, by servers: [[DNSAnswer]]
    ) -> DNSAnswer? {
        let answers = servers.compactMap { $0.first { $0.queryType == type } }
        let final = answers.first { answer in
            answer.isAccepted && (answer.responseCode == 0 || answer.isAuthoritative)
        }
        return final ?? answers.last { $0.result == .answered } ?? answers.last
    }
}

extension DNSAnswer {
    /// musl takes it for the answer to its question.
    fileprivate var isAccepted: Bool { result == .answered && (responseCode == 0 || responseCode == 3) }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

// The resolver answers for IPv4 and not for IPv6: glibc is content, musl, the C library of edgeAgent's and edgeHub's Alpine
// images, gives up.

extension LibraryFindsNothing {
    func ofModules(in scene: Scene) -> [Finding] {
        // Modules live in containers; before there are any, the host stands in, whose list the engine will copy.
        let containers = scene.vantages.filter { $0 != .host }
        return (containers.isEmpty ? scene.vantages : containers).flatMap { vantage in
            scene.lookups(from: vantage).filter { $0.host == scene.assignment.hub }.compactMap { lookup in
                MuslFailure(of: lookup).map { finding(lookup, $0) }
            }
        }
    }

    private func finding(_ lookup: Lookup, _ failure: MuslFailure) -> Finding {
        let (host, answer) = (lookup.host, failure.answer)
        let isEngines = lookup.vantage != .host && answer.server.address == VantageOrigin.engineResolver
        var finding = Finding(
            .dnsResolverLibrary, .warning, from: [lookup.vantage],
            about: Finding.Subject(host, resolver: answer.server),
            owner: answer.server.address.isLoopback && !isEngines ? .device : .siteNetwork,
            confidence: failure.isCertain ? .certain : .likely, summary: summary(host, answer),
            evidence: [
                failure.other.map {
                    Finding.Proof(
                        lookup.observation, "\($0.server) answers the A query for \(host) with \($0.addresses)",
                        .control)
                },
                Finding.Proof(lookup.observation, clause(answer)),
            ].compactMap(\.self),
            refutedBy: "\(answer.server) answers the AAAA query for \(host) with NOERROR.")
        // The engine's resolver only hands on what those behind it say.
        if isEngines {
            finding.location = Finding.Location(kind: .unknown, text: "at a resolver behind the engine's own")
        }
        return finding
    }

    private func summary(_ host: HostName, _ answer: DNSAnswer) -> Sentence {
        switch answer.result {
        case .answered:
            """
            The resolver \(answer.server) gives \(host) an IPv4 address and answers the IPv6 question with \
            \(Denial.name(ofCode: answer.responseCode, isEmpty: true)): the C library of Alpine images, such as \
            edgeAgent's and edgeHub's, takes that for the whole answer and finds no address.
            """
        case .silent, .unreachable, .malformed:
            """
            The resolver \(answer.server) gives \(host) an IPv4 address and does not answer the IPv6 question: the C \
            library of Alpine images, such as edgeAgent's and edgeHub's, waits for it in vain and finds no address.
            """
        }
    }

    private func clause(_ answer: DNSAnswer) -> Sentence {
        switch answer.result {
        case .answered:
            """
            \(answer.server) answers the AAAA query for \(WireText(answer.name)) with \
            \(Denial.name(ofCode: answer.responseCode, isEmpty: true)) after \(answer.latency)
            """
        case .silent, .unreachable, .malformed:
            """
            \(answer.attempts, .datagram) to \(answer.server) with the AAAA query for \(WireText(answer.name)), no \
            answer within \(answer.latency)
            """
        }
    }
}

/// Why musl's getaddrinfo gives no address where A was answered.
///
/// It asks every resolver both questions at once and takes the first NOERROR or NXDOMAIN for each (res_msend.c); NXDOMAIN to
/// either means that there is no such name, and no such answer to either that it failed (name_from_dns of lookup_name.c).
struct MuslFailure {
    /// The AAAA answer that decides.
    let answer: DNSAnswer
    /// The A answer beside it.
    let other: DNSAnswer?
    let isCertain: Bool

    init?(of lookup: Lookup) {
        guard lookup.evidence.source == .resolver else { return nil }
        let servers = lookup.evidence.servers
        let answers = servers.flatMap(\.answers)
        let givers = answers.filter { $0.queryType == .a && !$0.addresses.isEmpty }
        guard let given = givers.first else { return nil }
        let questions = answers.filter { $0.queryType == .aaaa }
        let accepted = questions.filter { $0.result == .answered && ($0.responseCode == 0 || $0.responseCode == 3) }
        let decisive: DNSAnswer
        // A resolver that denies the name as a whole contradicts the others, and not itself.
        let denial = accepted.first { answer in
            answer.responseCode == 3 && givers.contains { $0.server == answer.server }
        }
        if let denial {
            decisive = denial
            // Whichever resolver is first.
            isCertain = accepted.allSatisfy { $0.responseCode == 3 }
        } else {
            guard accepted.isEmpty,
                let failed = questions.first(where: { $0.server == given.server }) ?? questions.first
            else { return nil }
            decisive = failed
            isCertain = questions.allSatisfy { $0.result != .silent || $0.attempts > 1 }
        }
        answer = decisive
        other = givers.first { $0.server == decisive.server } ?? given
    }
}

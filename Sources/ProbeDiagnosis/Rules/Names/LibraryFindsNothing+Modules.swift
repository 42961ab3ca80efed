import ProbeCore
import ProbeEvidence
import ProbeFindings

// The resolver answers for IPv4 and not for IPv6, or a second one denies the name: glibc is content, musl, the C library of
// edgeAgent's and edgeHub's Alpine images, gives up.

extension LibraryFindsNothing {
    func ofModules(in scene: Scene) -> [Finding] {
        // Modules live in containers; before there are any, the host stands in, whose list the engine will copy.
        let containers = scene.vantages.filter { $0 != .host }
        let modules = scene.survey.withModules(among: containers)
        let isToCome = ContainersToCome(in: scene) != nil
        let isNetworkToCome = scene.survey.seen(DescribeEngine.self).contains { $0.evidence.networkToCome != nil }
        return (containers.isEmpty ? scene.vantages : containers).flatMap { vantage in
            scene.lookups(from: vantage).filter { $0.host == scene.assignment.hub }.compactMap { lookup in
                let origin = scene.survey.seen(DescribeVantage.self, from: vantage).first?.evidence
                // Where the engine's first bridge stands in for their network, they will ask the engine's resolver.
                let isStandIn = isNetworkToCome && vantage == .bridge && origin?.speaksForModules != true
                return MuslFailure(of: lookup, from: isStandIn ? nil : origin).map { failure -> Finding in
                    // Beside a network of the modules' own, whose engine's resolver asks in turn, nobody on the bridge asks.
                    let isUnused = !containers.isEmpty && !modules.contains(vantage)
                    let found = finding(lookup, failure, failure.kind == .addressDenied && isUnused ? .info : .warning)
                    return isToCome && failure.isCertain ? found.foreseen : found
                }
            }
        }
    }

    private func finding(_ lookup: Lookup, _ failure: MuslFailure, _ severity: Finding.Severity) -> Finding {
        let (host, answer) = (lookup.host, failure.answer)
        let isEngines = lookup.vantage != .host && answer.server.address == VantageOrigin.engineResolver
        var finding = Finding(
            .dnsResolverLibrary, severity, from: [lookup.vantage],
            about: Finding.Subject(host, resolver: answer.server),
            owner: answer.server.address.isLoopback && !isEngines ? .device : .siteNetwork,
            confidence: failure.isCertain ? .certain : .likely,
            summary: failure.kind == .addressDenied ? summary(host, answer, failure.other) : summary(host, answer),
            evidence: [
                Finding.Proof(
                    lookup.observation,
                    "\(failure.other.server) answers the A query for \(host) with \(failure.other.addresses)", .control),
                Finding.Proof(lookup.observation, clause(answer)),
            ],
            refutedBy: failure.kind == .addressDenied
                ? "\(answer.server) answers the A query for \(host) with an address."
                : "\(answer.server) answers the AAAA query for \(host) with NOERROR.")
        // The engine's resolver only hands on what those behind it say.
        if isEngines {
            finding.location = Finding.Location(kind: .unknown, text: "at a resolver behind the engine's own")
        }
        return finding
    }

    private func summary(_ host: HostName, _ answer: DNSAnswer, _ other: DNSAnswer) -> Sentence {
        """
        The resolver \(other.server) gives \(host) an address, and \(answer.server) answers with \
        \(Denial.name(ofCode: answer.responseCode, isEmpty: true)): the C library of Alpine images, such as edgeAgent's \
        and edgeHub's, asks all resolvers of its list at once and takes the first answer. Behind the engine's own \
        resolver, on other networks than the engine's bridge, they are asked one after the other.
        """
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
            \(answer.server) answers the \(Term(answer.queryType)) query for \(answer.name.text) with \
            \(Denial.name(ofCode: answer.responseCode, isEmpty: true)) after \(answer.latency)
            """
        case .silent, .unreachable, .malformed:
            """
            \(answer.attempts, .datagram) to \(answer.server) with the AAAA query for \(answer.name.text), no \
            answer within \(answer.latency)
            """
        }
    }
}

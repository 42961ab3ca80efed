import ProbeCore
import ProbeEvidence
import ProbeFindings

// A domain of the search list, which is tried before the name itself, has servers that fail or do not answer: glibc goes on to
// the next name, musl ends there (name_from_dns_search of src/network/lookup_name.c).

extension LibraryFindsNothing {
    func ofSearchLists(in scene: Scene) -> [Finding] {
        let containers = scene.vantages.filter { $0 != .host }
        let isToCome = ContainersToCome(in: scene) != nil
        // Before there are any containers, the host stands in, whose list the engine will copy.
        let places = containers.isEmpty ? (isToCome ? scene.vantages : []) : containers
        return places.compactMap { vantage in
            guard let search = scene.survey.seen(AskSearchList.self, about: Name(scene.assignment.hub), from: vantage),
                let lookup = scene.lookups(from: vantage).first(where: { $0.host == scene.assignment.hub }),
                !lookup.fails, search.evidence.answers.allSatisfy(\.addresses.isEmpty),
                let answer = search.evidence.answers.first(where: \.endsTheSearch)
            else { return nil }
            let found = finding(lookup, search, answer)
            return isToCome && found.confidence == .certain ? found.foreseen : found
        }
    }

    private func finding(
        _ lookup: Lookup, _ search: Survey.Seen<AskSearchList>, _ answer: DNSAnswer
    ) -> Finding {
        let isEngines = lookup.vantage != .host && answer.server.address == VantageOrigin.engineResolver
        let isSilent = answer.result != .answered
        var finding = Finding(
            .dnsResolverLibrary, .warning, from: [lookup.vantage],
            about: Finding.Subject(lookup.host, resolver: answer.server),
            owner: answer.server.address.isLoopback && !isEngines ? .device : .siteNetwork,
            confidence: !isSilent || answer.attempts > 1 ? .certain : .likely,
            summary: isSilent
                ? """
                Programs that look for \(lookup.host) ask for \(answer.name.text) first, as the search list and ndots have it, and \
                nobody answers that: the C library of Alpine images, such as edgeAgent's and edgeHub's, gives up there, and \
                glibc goes on after a while.
                """
                : """
                Programs that look for \(lookup.host) ask for \(answer.name.text) first, as the search list and ndots have it, which \
                is answered with \(Denial.name(ofCode: answer.responseCode, isEmpty: true)): the C library of Alpine images, such as \
                edgeAgent's and edgeHub's, gives up there, and glibc goes on.
                """,
            evidence: [
                search.shows(
                    isSilent
                        ? "\(answer.attempts, .datagram) to \(answer.server) for \(answer.name.text), no answer within \(answer.latency)"
                        : "\(answer.server) answers for \(answer.name.text) with \(Denial.name(ofCode: answer.responseCode, isEmpty: true))"
                ),
                Finding.Proof(lookup.observation, "the name itself has \(lookup.evidence.addresses)", .control),
            ],
            refutedBy: "\(answer.name.text) is answered with NXDOMAIN.")
        // The list is the file's, whoever fails to answer for its domains.
        finding.location = Finding.Location(
            kind: .unknown, culprit: .file(LocalText("/etc/resolv.conf"), line: nil), text: "in the search list")
        return finding
    }
}

extension DNSAnswer {
    /// Neither an address nor the word that there is none.
    fileprivate var endsTheSearch: Bool { result != .answered || (responseCode != 0 && responseCode != 3) }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The host knows the name from resolvers, or modules of its library, that the engine's flat list does not have.
struct ContainerSeesAnotherView: Rule {
    static let causes: [Cause] = [.dnsContainerSplitView]
    static let explains: [Cause] = [
        .dnsNxdomain, .dnsNodata, .dnsFiltered, .dnsRefused, .dnsServfail, .dnsTimeout, .dnsPortRefused,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.compactMap { lookup -> Finding? in
            guard lookup.isToldOtherwise else { return nil }
            let asked = lookup.inside.evidence.servers.map(\.server.address)
            var finding = lookup.finding(
                .dnsContainerSplitView, owner: .containerEngine, confidence: .certain,
                about: Finding.Subject(lookup.inside.host, resolver: lookup.inside.evidence.servers.first?.server),
                summary: lookup.outside.isKnownToLibraryAlone
                    ? """
                    The host finds \(lookup.inside.host) by its own C library, and by no resolver of its list; containers \
                    ask \(asked), who do not know it.
                    """
                    : """
                    The host's own resolver finds \(lookup.inside.host) with resolvers for single links or domains; \
                    containers ask \(asked), a flat list, and are told otherwise.
                    """,
                refutedBy: "\(asked) gives an address for \(lookup.inside.host).")
            finding.evidence += [lookup.listProof].compactMap(\.self)
            return finding
        } + withoutContainers(in: scene) + pastPrivateEndpoint(in: scene) + toCome(in: scene).map(\.foreseen)
    }

    /// No container could be asked: they will ask the resolvers of the host's list.
    private func withoutContainers(in scene: Scene) -> [Finding] {
        guard scene.vantages == [.host] else { return [] }
        let isToCome = ContainersToCome(in: scene) != nil
        return scene.lookups(from: .host).filter { $0.host == scene.assignment.hub && $0.isFoundPastResolvers }.map {
            lookup in
            let asked = lookup.evidence.servers.map(\.server)
            let found = Finding(
                .dnsContainerSplitView, .warning, from: [.host],
                about: Finding.Subject(lookup.host, resolver: asked.first), owner: .containerEngine,
                confidence: .likely,
                summary: """
                    This device finds \(lookup.host) by its own C library, and by no resolver of its list: containers, \
                    which ask resolvers alone, will not.
                    """,
                evidence: [
                    Finding.Proof(lookup.observation, "no resolver of resolv.conf has an address for \(lookup.host)"),
                    lookup.library?.shows(
                        control: "getaddrinfo finds \(lookup.library?.evidence.addresses ?? []) for it"),
                ].compactMap(\.self),
                refutedBy: "A resolver of /etc/resolv.conf gives an address for \(lookup.host).")
            return isToCome ? found.foreseen : found
        }
    }
}

extension ContainerSeesAnotherView {
    /// No engine yet: it will copy the flat list behind systemd-resolved's stub, which does not have what single links have.
    private func toCome(in scene: Scene) -> [Finding] {
        guard ContainersToCome(in: scene) != nil else { return [] }
        return scene.lookups(from: .host).compactMap { lookup -> Finding? in
            guard lookup.host == scene.assignment.hub, lookup.evidence.source == .resolver,
                lookup.evidence.servers.map(\.server.address) == [Self.systemdStub].compactMap(\.self),
                let upstreams = scene.survey.seen(AskUpstreams.self, about: Name(lookup.host), from: .host),
                let denial = upstreams.evidence.answers.first(where: { $0.result == .answered }),
                upstreams.evidence.answers.allSatisfy({ $0.addresses.isEmpty && $0.result == .answered })
            else { return nil }
            let asked = upstreams.evidence.answers.map(\.server.address).uniqued
            return Finding(
                .dnsContainerSplitView, .warning, from: [.host],
                about: Finding.Subject(lookup.host, resolver: denial.server), owner: .containerEngine,
                confidence: .likely,
                summary: """
                    The host's own resolver finds \(lookup.host) with resolvers for single links or domains; containers, \
                    once there is an engine, will ask \(asked), a flat list, and are told otherwise.
                    """,
                evidence: [
                    upstreams.shows(
                        """
                        \(denial.server), asked by the host itself, answers with \
                        \(Denial.name(ofCode: denial.responseCode, isEmpty: true))
                        """),
                    Finding.Proof(
                        lookup.observation, "systemd-resolved gives the host \(lookup.evidence.addresses)", .control),
                ],
                refutedBy: "\(asked) gives an address for \(lookup.host).")
        }
    }

    /// The only resolver of whose list the engine takes that of systemd-resolved (resolvconf of libnetwork).
    private static let systemdStub = IPAddress("127.0.0.53")
}

extension ContainerLookup {
    /// What the container hears is an answer, and the host hears the same from the list that the engine copied; its stub asks
    /// others.
    fileprivate var isToldOtherwise: Bool {
        if outside.isKnownToLibraryAlone { return outside.isFoundPastResolvers }
        guard hostAsksResolvers, answeringOutside.allSatisfy(\.address.isLoopback),
            let (answer, failure) = inside.decisive, answer.result == .answered
        else { return false }
        let asked = Set(inside.evidence.servers.map(\.server.address) + (origin?.evidence.forwarders ?? []))
        // Behind the engine's own resolver it is those that it forwards to.
        let same = upstreams?.evidence.answers.filter { asked.contains($0.server.address) } ?? []
        return same.contains { Lookup.Failure($0) == failure } && same.allSatisfy(\.addresses.isEmpty)
    }

    /// The flat list's answer to the host.
    fileprivate var listProof: Finding.Proof? {
        upstreams.flatMap { upstreams in
            upstreams.evidence.answers.first.map { answer in
                upstreams.shows(
                    """
                    \(answer.server), asked by the host itself, answers with \
                    \(Denial.name(ofCode: answer.responseCode, isEmpty: answer.addresses.isEmpty))
                    """)
            }
        }
    }
}

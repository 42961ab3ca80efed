import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolver that answers the host does not answer the container.
struct ContainerIsKeptFromResolver: Rule {
    static let causes: [Cause] = [.dnsContainerBlocked]
    static let explains: [Cause] = [
        .dnsTimeout, .dnsUDPBlocked, .dnsPortRefused, .dnsRefused, .dnsServfail, .dnsFiltered, .dnsNxdomain, .dnsNodata,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.compactMap { lookup -> Finding? in
            guard lookup.hostAsksResolvers, lookup.lateAnswer == nil, let kept = lookup.keptResolver else { return nil }
            let (server, way) = kept
            let isHere = scene.isOwn(server.address) || lookup.isHere(server, in: scene.survey)
            let rule = way == .silence ? Self.rule(before: server, from: lookup.inside.vantage, in: scene) : nil
            // A rule may be for UDP alone; what nothing here stops, and comes through over TCP, is another matter.
            guard rule != nil || lookup.inside.answerOverTCP == nil else { return nil }
            // Behind masquerade a resolver beyond this device sees the host's address: its limit for each address refuses alike.
            let isMasqueraded = Self.isMasqueraded(server, from: lookup.inside.vantage, in: scene)
            var finding = lookup.finding(
                .dnsContainerBlocked, owner: way == .silence || isHere ? .device : .siteNetwork,
                // A silence that no rule of this device explains accuses nobody: the resolver and the way to it remain.
                // Nor does a failure: it may come from whoever the resolver asks in turn.
                confidence: rule != nil
                    ? .certain
                    : way != .refusal ? .possible : isHere || !isMasqueraded ? .certain : .likely,
                about: Finding.Subject(lookup.host, resolver: server),
                summary: Self.summary(server, way, rule?.place, isHere: isHere),
                location: isHere
                    ? Finding.Location(kind: .thisDevice, text: "on this device, where the resolver runs") : .unknown,
                refutedBy: "\(server) gives a container the address that it gives the host.")
            // Its own refusal, not the silence of something before it.
            if way == .refusal { finding.location.culprit = .resolver(server) }
            if let rule {
                finding.location = Finding.Location(
                    kind: .containerHost, culprit: Culprit(rule.place), text: "on this device")
                finding.evidence.append(
                    Finding.Proof(rule.observation, "a container's query to \(server) ends at \(rule.place)"))
            }
            return finding
        }
    }
}

extension ContainerIsKeptFromResolver {
    private static func summary(
        _ server: SocketAddress, _ way: ContainerLookup.Exclusion, _ place: RulePlace?, isHere: Bool
    ) -> Sentence {
        if let place {
            return """
                The resolver \(server) answers the host and does not answer containers: this device's own firewall \
                (\(place)) keeps them out.
                """
        }
        return switch way {
        case .refusal where isHere:
            """
            This device's own resolver \(server) answers the host and refuses containers (REFUSED): its access list keeps \
            them out.
            """
        case .refusal:
            "The resolver \(server) answers the host and refuses containers (REFUSED), as an access list or a limit does."
        case .failure:
            """
            The resolver \(server) answers the host and fails for containers (SERVFAIL): it may treat them otherwise \
            than the host, or have failed for that moment.
            """
        case .silence:
            """
            The resolver \(server) answers the host and does not answer containers: a firewall, or its access list, \
            keeps them out.
            """
        }
    }

    /// Whether the resolver sees this device's address in a container's place: by the walk of such a question, else by what the engine
    /// says of the network.
    private static func isMasqueraded(_ server: SocketAddress, from vantage: Vantage, in scene: Scene) -> Bool {
        guard let network = scene.routes?.evidence.networks.first(where: { $0.vantage == vantage }) else { return true }
        let walk = scene.survey.walksToResolvers.first { _, walk in
            walk.origin == .container(network: network.name) && walk.remote == server && !walk.packet.isAnswer
        }
        return walk.map { $0.walk.source != .kept } ?? network.isMasqueraded
    }

    /// The rule of this device that a container's query to the resolver, or its answer, ends at.
    private static func rule(
        before server: SocketAddress, from vantage: Vantage, in scene: Scene
    ) -> (observation: Int, place: RulePlace)? {
        scene.paths.filter { $0.vantage == vantage }.flatMap(\.walks).lazy.compactMap { seen in
            guard seen.walk.remote == server, seen.walk.packet.network == .udp,
                seen.walk.isStopped,
                let place = seen.walk.place
            else { return nil }
            return (seen.observation, place)
        }.first
    }
}

extension ContainerLookup {
    /// How a resolver keeps a container out that it would answer from the host.
    fileprivate enum Exclusion {
        /// REFUSED, which is what an access list says (RFC 1035 section 4.1.1: "for policy reasons").
        case refusal
        /// SERVFAIL of its own: it took the question, and could not or would not answer it.
        case failure
        case silence
    }

    /// Whether the resolver runs on this device: at a bridge's address, or one that the host's connections have.
    fileprivate func isHere(_ server: SocketAddress, in survey: Survey) -> Bool {
        let gateways = origin?.evidence.network?.gateways ?? []
        return gateways.contains(server.address)
            || survey.seen(ConnectEndpoint.self, from: .host).contains { seen in
                seen.evidence.attempts.contains { $0.localAddress?.address == server.address }
            }
    }

    /// A resolver that the container asks, by itself or through the engine's own, and that answers the host alone.
    fileprivate var keptResolver: (server: SocketAddress, way: Exclusion)? {
        let outside = answeringOutside.filter { !$0.address.isThisMachine }
        let servers = inside.evidence.servers
        guard !servers.isEmpty else { return nil }
        // A denial is an answer: the container is not kept out, it is told something else.
        guard servers.flatMap(\.answers).allSatisfy({ $0.result != .answered || $0.isRefusal || $0.isFailure }) else {
            return nil
        }
        if let server = servers.first(where: { outside.contains($0.server) }) {
            let answers = server.answers
            let way: Exclusion =
                answers.contains(where: \.isRefusal)
                ? .refusal : answers.contains(where: \.isFailure) ? .failure : .silence
            return (server.server, way)
        }
        guard let origin = origin?.evidence, origin.usesEngineResolver,
            servers.contains(where: { $0.server.address == VantageOrigin.engineResolver }),
            let server = outside.first(where: { origin.forwarders.contains($0.address) }),
            // Not where it is somebody else who is asked, or where it does answer the container.
            forwarders.map({ $0.evidence.asked.isEmpty || $0.evidence.asked.contains(server) }) ?? true,
            !isAnsweredByTodaysForwarder
        else { return nil }
        // SERVFAIL of the engine's own says that nobody behind it answers it, or that they refuse: past it they say so themselves.
        let isRefused = forwarders?.evidence.today.contains { $0.server == server && $0.isRefusal } ?? false
        return (server, isRefused ? .refusal : .silence)
    }
}

extension DNSAnswer {
    fileprivate var isRefusal: Bool { result == .answered && responseCode == 5 }

    /// SERVFAIL, which the engine's own resolver says when nobody answers it.
    fileprivate var isFailure: Bool { result == .answered && responseCode == 2 }
}

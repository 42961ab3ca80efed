import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A VPN takes the way to the hub, or the way back to the containers, and that way does not work.
///
/// A VPN that works is no finding at all.
struct TunnelTakesTheRoute: Rule {
    static let causes: [Cause] = [.routeVPNOverride]
    static let explains: [Cause] =
        Symptoms.ofForwarding + [
            .fwdRPFilter, .tlsSwallowed, .tlsClosed, .mtuBlackholeIn, .mtuBlackholeOut, .mtuBridgeMismatch,
            .tlsBlockPage, .tlsIntercepted, .tcpLossy, .dnsServfail, .natMissingMasquerade,
        ]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        // A way that may be dead like every other one takes no vantage away from what was seen of all.
        finding.claim > .possible && Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        // An uplink that is no tunnel is another rule's, and one that was not read is nobody's.
        let detours = scene.survey.seen(ConnectAroundTunnel.self, from: .host).filter {
            scene.isTunnel($0.evidence.tunnel)
        }
        let proven = detours.filter { $0.evidence.isVerified == true || isAnswered($0, in: scene) }
        let answers = answers(scene.paths)
        let captured = Set(answers.flatMap(\.vantages))
        let host = host(proven, scene)
        let taken = Set(host.flatMap(\.vantages))
        return joined(names(scene), host) + refused(scene, besides: proven) + answers
            + scene.paths.filter { !captured.contains($0.vantage) && !taken.contains($0.vantage) }
            .compactMap { tunnelled($0, scene.survey) } + toCome(in: scene).map(\.foreseen)
    }

    /// A tunnel that takes the resolvers takes what the hosts file knows besides: one VPN, and one finding of it.
    private func joined(_ names: [Finding], _ connections: [Finding]) -> [Finding] {
        var names = names
        let others = connections.filter { connection in
            guard let tunnel = connection.tunnel,
                let index = names.firstIndex(where: { $0.tunnel == tunnel && $0.claim > .possible })
            else { return true }
            names[index].vantages = (names[index].vantages + connection.vantages).uniqued
            names[index].severity = max(names[index].severity, connection.severity)
            names[index].evidence = (names[index].evidence + connection.evidence).uniqued
            return false
        }
        return others + names
    }

    /// TCP alone is proof where the ladder got no TCP connection.
    private func isAnswered(_ detour: Survey.Seen<ConnectAroundTunnel>, in scene: Scene) -> Bool {
        guard detour.evidence.connect.result == .connected, detour.evidence.isVerified == nil else { return false }
        return scene.ladder(detour.about, from: .host).state == .failed(.tcp)
    }

    // MARK: The host's own

    private func host(_ detours: [Survey.Seen<ConnectAroundTunnel>], _ scene: Scene) -> [Finding] {
        let failing = detours.filter { detour in
            switch scene.ladder(detour.about, from: .host).state {
            case .failed(.tcp), .failed(.tls): true
            default: false
            }
        }
        return failing.map(\.evidence.tunnel).uniqued.flatMap { tunnel in
            taken(by: tunnel, failing.filter { $0.evidence.tunnel == tunnel }, scene)
        }
    }

    /// One finding for a tunnel and a host, however many addresses the host has: it is one change that keeps it out.
    private func taken(
        by tunnel: InterfaceName, _ failing: [Survey.Seen<ConnectAroundTunnel>], _ scene: Scene
    ) -> [Finding] {
        let contacts = scene.contacts(from: .host)
        // Asked around is one address; the others of the same names go into the same tunnel.
        let captured = contacts.filter { contact in
            (contact.result == .silent || contact.isUnreachableHere)
                && failing.contains { $0.about.host == contact.host }
                && scene.roads.taken(by: .host, to: contact.remote.address)?.lookup.interface == tunnel
        }
        let remotes = Set(failing.map(\.evidence.connect.remote) + captured.map(\.remote))
        return Extent.ofHosts(contacts.filter { remotes.contains($0.remote) }, among: contacts).map { extent in
            let own = failing.filter { detour in
                extent.contacts.contains { $0.remote == detour.evidence.connect.remote }
            }
            let mine = own.isEmpty ? failing.filter { $0.about.host == extent.contacts.first?.host } : own
            return finding(extent, mine, scene)
        }
    }

    private func finding(
        _ extent: Extent, _ mine: [Survey.Seen<ConnectAroundTunnel>], _ scene: Scene
    ) -> Finding {
        let first = mine[0].evidence
        let remotes = ([first.connect.remote] + extent.contacts.map(\.remote)).uniqued
        let roads = remotes.map(\.address).uniqued.compactMap { scene.roads.taken(by: .host, to: $0) }.filter {
            $0.lookup.interface == first.tunnel
        }
        // Containers that meet the same tunnel on the way to the same addresses.
        let others = scene.paths.filter { path in
            let lost = path.failing.filter { remotes.contains($0.remote) }.map(\.remote.address)
            return path.lookups.contains {
                lost.contains($0.lookup.destination) && $0.lookup.interface == first.tunnel
            }
        }
        let severities =
            mine.map { scene.needs.severity(forFailureOf: $0.about, from: .host) } + others.map(\.severity)
        let ways = roads.map { SentenceArgument.fact($0.lookup) }.uniqued
        let way: SentenceArgument =
            ways.count > 1 ? .list(ways, .commas) : ways.first ?? .interface(first.tunnel)
        let routes = roads.compactMap(\.lookup.route).uniqued
        let answering = extent.contacts.allSatisfy(\.cameBack) ? [] : ports(besides: remotes, by: first.tunnel, scene)
        var proofs = roads.map {
            Finding.Proof($0.observation, "\($0.lookup.destination) leaves by \($0.lookup)")
        }
        proofs += mine.prefix(3).map(\.besideProof)
        proofs += extent.contacts.prefix(2).flatMap { $0.isUnreachableHere ? $0.failureProofs : $0.silenceProofs }
        proofs += answering.prefix(1).compactMap(\.answerProof)
        proofs += others.flatMap { $0.silenceProofs.prefix(2) }
        return Finding(
            .routeVPNOverride, severities.max() ?? .info, from: [.host] + others.map(\.vantage),
            about: extent.subject, owner: .device,
            // What lets one port of an address through leads somewhere.
            confidence: answering.isEmpty && mine.contains { $0.evidence.isVerified == true } ? .certain : .likely,
            summary: answering.isEmpty
                ? """
                A VPN takes the way to \(extent.target) (\(way)) and leads nowhere: \(extent.noun) fails through \
                \(first.tunnel) and works by \(first.interface).
                """
                : """
                A VPN takes the way to \(extent.target) (\(way)), and something there lets part of it pass: \(extent.noun) fails \
                through \(first.tunnel) and works by \(first.interface), while another port of the address answers through \
                \(first.tunnel).
                """,
            location: Finding.Location(
                kind: .thisDevice, culprit: routes.isEmpty ? nil : .routes(routes, interface: first.tunnel),
                text: "on this device, in its routes"),
            evidence: proofs,
            refutedBy: """
                A connection to \(extent.target) opens through \(first.tunnel), or fails by \
                \(first.interface) too.
                """)
    }

    /// Other ports of the same addresses that answer through the tunnel.
    private func ports(besides remotes: [SocketAddress], by tunnel: InterfaceName, _ scene: Scene) -> [Contact] {
        let addresses = remotes.map(\.address)
        return scene.contacts(from: .host).filter { contact in
            contact.cameBack && !remotes.contains(contact.remote) && addresses.contains(contact.remote.address)
                && scene.tunnel(before: contact) == tunnel
        }
    }

    // MARK: A link that takes none of it

    /// What the tunnel's own link refuses, as WireGuard does without a peer for the address: the kernel says so in this device's
    /// name, at once, and nobody tried another way.
    private func refused(_ scene: Scene, besides proven: [Survey.Seen<ConnectAroundTunnel>]) -> [Finding] {
        let contacts = scene.contacts(from: .host) + scene.unplanned(from: .host).filter(\.isKeptHere)
        let failing = contacts.filter { contact in
            scene.ownWord(on: contact) == .tunnel && !proven.contains { $0.about.host == contact.host }
        }
        let connections = failing.compactMap(scene.tunnel).uniqued.flatMap { tunnel in
            Extent.ofHosts(failing.filter { scene.tunnel(before: $0) == tunnel }, among: contacts).map { extent in
                let proofs = extent.proofs { contact, attempt in
                    """
                    connecting to \(contact.remote) fails with \(attempt.error ?? "EHOSTUNREACH") after \(attempt.latency), \
                    reported by this device itself
                    """
                }
                // What the kernel tells containers of the same way.
                let others = scene.paths.filter { path in
                    let lost = path.failing.map(\.remote).filter { remote in
                        extent.contacts.contains { $0.remote == remote }
                    }
                    return path.lookups.contains {
                        $0.lookup.interface == tunnel && lost.map(\.address).contains($0.lookup.destination)
                    }
                }
                return refused(
                    LocalFailure(
                        extent, besides: others.map(\.vantage), proofs: proofs + others.flatMap(\.silenceProofs)),
                    by: tunnel, scene)
            }
        }
        let questions = scene.lookups(from: .host).filter { $0.fails && $0.endsAtLink }.compactMap {
            lookup -> Finding? in
            guard let answer = lookup.evidence.servers.first?.answers.first,
                let tunnel = scene.roads.taken(by: .host, to: answer.server.address)?.lookup.interface,
                scene.isTunnel(tunnel), scene.survey.seen(AskAroundTunnel.self, from: .host).isEmpty
            else { return nil }
            return refused(
                LocalFailure(
                    lookup, answer.server,
                    because: """
                        asking \(answer.server) for \(lookup.host) fails with \(answer.error ?? "EHOSTUNREACH") after \
                        \(answer.latency), reported by this device itself
                        """), by: tunnel, scene)
        }
        return connections + questions
    }

    private func refused(_ failure: LocalFailure, by tunnel: InterfaceName, _ scene: Scene) -> Finding {
        let roads = failure.addresses.compactMap { scene.roads.taken(by: .host, to: $0) }
        let routes = roads.compactMap(\.lookup.route).uniqued
        var finding = failure.finding(
            .routeVPNOverride, confidence: .likely,
            summary: """
                A VPN takes outgoing \(failure.noun), and its link \(tunnel) refuses it: the VPN has no peer for the \
                address, or none that it knows where to find.
                """,
            refutedBy: "A connection to \(failure.target) opens through \(tunnel).")
        finding.location = Finding.Location(
            kind: .thisDevice, culprit: routes.isEmpty ? nil : .routes(routes, interface: tunnel),
            text: "on this device, in its routes")
        finding.evidence += roads.map {
            Finding.Proof($0.observation, "\($0.lookup.destination) leaves by \($0.lookup)")
        }
        return finding
    }

    // MARK: Containers

    /// Containers leave by a tunnel and get no answer; the host reaches the same address by another way.
    private func tunnelled(_ path: ContainerPath, _ survey: Survey) -> Finding? {
        guard !path.hasWayOut else { return nil }
        for contact in path.failing {
            guard
                let (observation, lookup) = path.lookups.first(where: {
                    $0.lookup.destination == contact.remote.address && path.isTunnel($0.lookup.interface)
                }),
                let interface = lookup.interface,
                let host = path.hostLookup(of: contact.remote.address),
                // By a rule of their own, it is the rule that is to blame.
                host.lookup.table == lookup.table,
                let control = control(path, contact, host.lookup, survey)
            else { continue }
            return path.finding(
                .routeVPNOverride, owner: .device, .likely,
                summary: """
                    Packets of the network \(network: path.network.name) leave through a VPN (\(lookup)) and get no answer \
                    there.
                    """,
                culprit: lookup.route.map { .routes([$0], interface: interface) },
                evidence: [
                    Finding.Proof(observation, "a container's packet to \(lookup.destination) leaves by \(lookup)"),
                    control,
                ] + path.silenceProofs,
                refutedBy: "A container's connection to \(contact.remote) opens through \(interface).")
        }
        return nil
    }

    /// The same address by another way than the tunnel.
    private func control(
        _ path: ContainerPath, _ contact: Contact, _ host: RouteLookup, _ survey: Survey
    ) -> Finding.Proof? {
        if !path.isTunnel(host.interface), let reached = path.hostReaches(contact.remote) { return reached }
        return survey.seen(ConnectAroundTunnel.self, from: .host).first { detour in
            detour.evidence.connect.remote == contact.remote && detour.evidence.connect.result == .connected
        }.map {
            $0.shows(
                control: "bound to \($0.evidence.interface), the host reaches \(contact.remote)")
        }
    }
}

extension Finding {
    /// The tunnel whose routes are in the way.
    fileprivate var tunnel: InterfaceName? {
        guard case .routes(_, let interface) = location.culprit else { return nil }
        return interface
    }
}

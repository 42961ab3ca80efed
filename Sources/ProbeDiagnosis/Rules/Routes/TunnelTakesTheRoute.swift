package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A VPN takes the way to the hub, or the way back to the containers, and that way does not work.
///
/// A VPN that works is no finding at all.
package struct TunnelTakesTheRoute: Rule {
    package static let causes: [Cause] = [.routeVPNOverride]
    package static let explains: [Cause] =
        Forwarding.symptoms + [
            .fwdRPFilter, .tlsSwallowed, .tlsClosed, .mtuBlackholeIn, .mtuBlackholeOut, .mtuBridgeMismatch,
            .tlsIntercepted, .tcpLossy, .dnsServfail, .natMissingMasquerade,
        ]

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        let detours = survey.seen(ConnectAroundTunnel.self, from: .host)
        let proven = detours.filter { $0.evidence.isVerified == true || isAnswered($0, in: survey) }
        let paths = ContainerPath.all(in: survey)
        let answers = answers(paths)
        let captured = Set(answers.flatMap(\.vantages))
        let host = host(proven, paths, survey)
        let taken = Set(host.flatMap(\.vantages))
        return host + names(survey) + answers
            + paths.filter { !captured.contains($0.vantage) && !taken.contains($0.vantage) }
            .compactMap { tunnelled($0, survey) }
    }

    /// TCP alone is proof where the ladder got no TCP connection.
    private func isAnswered(_ detour: Survey.Seen<ConnectAroundTunnel>, in survey: Survey) -> Bool {
        guard detour.evidence.connect.result == .connected, detour.evidence.isVerified == nil else { return false }
        return survey.ladder(detour.about, from: .host).state == .failed(.tcp)
    }

    // MARK: The host's own

    private func host(
        _ detours: [Survey.Seen<ConnectAroundTunnel>], _ paths: [ContainerPath], _ survey: Survey
    ) -> [Finding] {
        let failing = detours.filter { detour in
            switch survey.ladder(detour.about, from: .host).state {
            case .failed(.tcp), .failed(.tls): true
            default: false
            }
        }
        let contacts = survey.contacts(from: .host)
        let remotes = Set(failing.map(\.evidence.connect.remote))
        return Extent.all(of: contacts.filter { remotes.contains($0.remote) }, among: contacts).map { extent in
            let mine = failing.filter { detour in
                extent.contacts.contains { $0.remote == detour.evidence.connect.remote }
            }
            let first = mine[0].evidence
            let lookup = survey.lookup(.host, of: first.connect.remote.address)
            // Containers that meet the same tunnel on the way to the same addresses.
            let others = paths.filter { path in
                let lost = path.failing.filter { remotes.contains($0.remote) }.map(\.remote.address)
                return path.lookups.contains {
                    lost.contains($0.lookup.destination) && $0.lookup.interface == first.tunnel
                }
            }
            let severities =
                mine.map { Need.severity(forFailureOf: $0.about, from: .host, in: survey) } + others.map(\.severity)
            return Finding(
                .routeVPNOverride, severities.max() ?? .info, from: [.host] + others.map(\.vantage),
                about: extent.subject, owner: .device,
                confidence: mine.contains { $0.evidence.isVerified == true } ? .certain : .likely,
                summary:
                    "A VPN takes the way to \(extent.target) (\(lookup.map { $0.lookup.routeText } ?? first.tunnel)) and "
                    + "leads nowhere: \(extent.description) fails through \(first.tunnel) and works by \(first.interface).",
                location: Finding.Location(
                    kind: .thisDevice, rule: lookup?.lookup.route.map { "route \($0) dev \(first.tunnel)" },
                    text: "on this device, in its routes"),
                evidence: [
                    lookup.map {
                        Finding.Proof($0.observation, "\($0.lookup.destination) leaves by \($0.lookup.routeText)")
                    }
                ].compactMap { $0 }
                    + mine.prefix(3).map { detour in
                        detour.shows(
                            "the same connection to \(detour.evidence.connect.remote), bound to \(detour.evidence.interface), "
                                + (detour.evidence.isVerified == true
                                    ? "reaches the verified service" : "opens in \(detour.evidence.connect.latency)"))
                    }
                    + extent.contacts.prefix(2).flatMap(\.silenceProofs)
                    + others.flatMap { $0.silenceProofs.prefix(2) },
                refutedBy:
                    "A connection to \(extent.target) opens through \(first.tunnel), or fails by \(first.interface) too."
            )
        }
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
                let host = path.hostLookup(of: contact.remote.address),
                // By a rule of their own, it is the rule that is to blame.
                host.lookup.table == lookup.table,
                let control = control(path, contact, host.lookup, survey)
            else { continue }
            return path.finding(
                .routeVPNOverride, owner: .device, .likely,
                summary:
                    "Packets of the network \(path.network.name) leave through a VPN (\(lookup.routeText)) and get no "
                    + "answer there.",
                rule: lookup.route.map { "route \($0) dev \(lookup.interface ?? "")" },
                evidence: [
                    Finding.Proof(
                        observation, "a container's packet to \(lookup.destination) leaves by \(lookup.routeText)"),
                    control,
                ] + path.silenceProofs,
                refutedBy:
                    "A container's connection to \(contact.remote) opens through \(lookup.interface ?? "the VPN").")
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
        }.map { $0.shows("bound to \($0.evidence.interface), the host reaches \(contact.remote)") }
    }
}

extension Survey {
    /// The look-up of an address, with the observation that holds it.
    func lookup(
        _ packet: RouteLookup.Packet, of address: IPAddress
    ) -> (observation: Int, lookup: RouteLookup)? {
        let services = seen(LookUpRoutes.self, from: .host).flatMap { seen in
            seen.evidence.lookups.map { (observation: seen.index, lookup: $0) }
        }
        let resolvers = seen(ReadRoutes.self, from: .host).flatMap { seen in
            seen.evidence.resolvers.map { (observation: seen.index, lookup: $0) }
        }
        return (services + resolvers).first { $0.lookup.packet == packet && $0.lookup.destination == address }
    }
}

extension RouteLookup {
    /// The way as a text: the route 128.0.0.0/1 via 10.8.0.1 dev tun0.
    var routeText: String {
        "the route \(route.map { $0.length == 0 ? "default" : "\($0)" } ?? "to it")"
            + (gateway.map { " via \($0)" } ?? "") + (interface.map { " dev \($0)" } ?? "")
            + (table.map { $0 == 254 ? "" : " of table \(RoutingRule.name(of: $0))" } ?? "")
    }
}

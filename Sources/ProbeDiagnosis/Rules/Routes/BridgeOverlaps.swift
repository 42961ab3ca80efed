package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// An address that the device needs lies in the subnet of one of the engine's bridges, and cannot be reached for that.
///
/// A subnet that merely overlaps with a wider route is no finding: the more specific route wins, and all is well.
package struct BridgeOverlaps: Rule {
    package static let causes: [Cause] = [.routeBridgeOverlap]
    package static let explains: [Cause] = Forwarding.symptoms + [.fwdDropped]

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        let isAboutItsResolver =
            finding.subject.resolver != nil && symptom.subject.resolver?.address == finding.subject.resolver?.address
            && Set(finding.vantages).isSuperset(of: symptom.vantages)
        // The engine isolates its networks from each other: a rule of its own stops what ends at the wrong one.
        if symptom.cause == .fwdDropped, finding.subject.resolver != nil { return isAboutItsResolver }
        return Scope(of: finding).contains(symptom) || isAboutItsResolver
    }

    package func findings(in survey: Survey) -> [Finding] {
        guard let routes = survey.seen(ReadRoutes.self, from: .host).first else { return [] }
        return survey.vantages.flatMap { vantage in
            routes.evidence.networks.flatMap { network in
                contacts(network, routes, from: vantage, in: survey)
                    + resolvers(network, routes, from: vantage, in: survey)
            }
        } + ContainerPath.all(in: survey).compactMap(answers)
    }

    private func lies(_ address: IPAddress, in network: ContainerNetwork) -> Bool {
        network.subnets.contains { $0.contains(address) } && !network.gateways.contains(address)
    }

    private func contacts(
        _ network: ContainerNetwork, _ routes: Survey.Seen<ReadRoutes>, from vantage: Vantage, in survey: Survey
    ) -> [Finding] {
        let contacts = survey.contacts(from: vantage)
        let failing = contacts.filter { contact in
            guard lies(contact.remote.address, in: network),
                leadsToBridge(contact.remote.address, network, vantage, survey)
            else { return false }
            return switch contact.result {
            case .answered, .undecided, .droppedLocally: false
            case .refused, .rejected, .denied, .unreachable, .silent: true
            }
        }
        return Extent.all(of: failing, among: contacts).map { extent in
            extent.finding(
                .routeBridgeOverlap, owner: .containerEngine, confidence: .certain,
                summary: summary(extent.target, network),
                location: location(network),
                evidence: [proof(network, routes)]
                    + extent.proofs { contact, attempt in
                        "connecting to \(contact.remote) "
                            + (attempt.isSilent ? "gets no answer" : "fails with \(attempt.error ?? "an error")")
                    },
                refutedBy: "`ip route get \(extent.target)` names another interface than \(network.interface).",
                in: survey)
        }
    }

    private func resolvers(
        _ network: ContainerNetwork, _ routes: Survey.Seen<ReadRoutes>, from vantage: Vantage, in survey: Survey
    ) -> [Finding] {
        let names = survey.seen(ResolveName.self, from: vantage)
        let servers = names.flatMap { $0.evidence.servers.map(\.server) }.uniqued
        return servers.compactMap { server in
            guard lies(server.address, in: network), leadsToBridge(server.address, network, vantage, survey) else {
                return nil
            }
            let asked = names.filter { $0.evidence.servers.contains { $0.server == server } }
            let isAnswering = asked.contains { name in
                name.evidence.servers.contains { $0.server == server && $0.answers.contains { $0.result == .answered } }
            }
            guard !isAnswering, let first = asked.first else { return nil }
            let severities = asked.filter { $0.evidence.addresses.isEmpty }.map {
                Need.severity(forFailureOf: $0.about.host, from: vantage, in: survey)
            }
            return Finding(
                .routeBridgeOverlap, severities.max() ?? .warning, from: [vantage],
                about: Finding.Subject(resolver: server), owner: .containerEngine, confidence: .certain,
                summary: summary("the resolver \(server.address)", network), location: location(network),
                evidence: [proof(network, routes), first.shows("the resolver \(server) does not answer")],
                refutedBy: "`ip route get \(server.address)` names another interface than \(network.interface).")
        }
    }

    /// The way to an address ends at the bridge; from inside the network it always does, from others by the host's routes.
    private func leadsToBridge(
        _ address: IPAddress, _ network: ContainerNetwork, _ vantage: Vantage, _ survey: Survey
    ) -> Bool {
        guard vantage != network.vantage else { return true }
        let networks = survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks)
        let other = networks.first { $0.vantage == vantage }.map { RouteLookup.Packet.container(network: $0.name) }
        guard let packet = vantage == .host ? .host : other else { return false }
        return survey.lookup(packet, of: address)?.lookup.interface == network.interface
    }

    /// What is answered to containers leaves by another interface: a route more specific than the bridge's.
    private func answers(_ path: ContainerPath) -> Finding? {
        guard !path.hasWayOut,
            let (observation, lookup) = path.answers.first(where: { answer in
                guard let interface = answer.lookup.interface, interface != path.network.interface else { return false }
                return answer.lookup.kind != .local
                    && !(path.routes.evidence.link(named: interface)?.isTunnel ?? false)
            }), lookup.table == 254
        else { return nil }
        return path.finding(
            .routeBridgeOverlap, owner: .containerEngine, .certain,
            summary: "The subnet of the network \(path.network.name) overlaps with \(lookup.routeText): answers to "
                + "\(lookup.destination) leave there instead of \(path.network.interface).",
            rule: lookup.route.map { "route \($0) dev \(lookup.interface ?? "")" },
            evidence: [
                Finding.Proof(observation, "an answer to \(lookup.destination) leaves by \(lookup.routeText)")
            ] + path.silenceProofs,
            refutedBy: "`ip route get \(lookup.destination)` names \(path.network.interface).")
    }

    private func summary(_ what: String, _ network: ContainerNetwork) -> String {
        "The engine's network \(network.name) (\(listing(network.subnets.map(\.description))), \(network.interface)) covers "
            + "\(what), so packets to it end at the bridge instead of leaving."
    }

    private func location(_ network: ContainerNetwork) -> Finding.Location {
        Finding.Location(
            kind: .containerHost,
            rule: "network \(network.name) (\(network.subnets.map(\.description).joined(separator: ", ")))",
            text: "on this device, at the bridge \(network.interface)")
    }

    private func proof(_ network: ContainerNetwork, _ routes: Survey.Seen<ReadRoutes>) -> Finding.Proof {
        routes.shows("\(network.interface) has the subnet \(listing(network.subnets.map(\.description)))")
    }
}

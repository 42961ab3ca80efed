package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The gateway (or the target, on the same link) does not answer ARP or neighbour discovery.
package struct NeighbourIsDead: Rule {
    package static let causes: [Cause] = [.hostNeighbourDead]
    package static let explains: [Cause] =
        [.dnsTimeout, .dnsUDPBlocked, .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        let gateways = names(in: survey)
        return contacts(in: survey) + (gateways.isEmpty ? neighbours(in: survey) : gateways)
    }

    private func contacts(in survey: Survey) -> [Finding] {
        Extent.all(in: survey) { $0.isUnresolvedNeighbour || deadGateway(of: $0, survey) != nil }.map { extent in
            let interface = extent.contacts.first?.decisive.first?.attempt.interface.map { " on \($0)" } ?? ""
            let gateways = extent.contacts.compactMap { deadGateway(of: $0, survey) }
            return LocalFailure(
                extent, in: survey,
                extent.proofs { contact, attempt in
                    attempt.isSilent
                        ? "connecting to \(contact.remote) gets no answer"
                        : "connecting to \(contact.remote) fails with \(attempt.error ?? "EHOSTUNREACH") after "
                            + "\(attempt.latency), reported by this device itself: its neighbour\(interface) does not "
                            + "answer ARP"
                } + gateways.map(\.proof).uniqued
            ).finding(
                .hostNeighbourDead, confidence: gateways.allSatisfy(\.isCertain) ? .certain : .likely,
                summary:
                    "The next hop\(interface) does not answer ARP, so outgoing \(extent.description) cannot leave the link.",
                refutedBy: "`ip neigh` shows the next hop as reachable.")
        }
    }

    /// What no resolver answered, because the gateway before them is dead: no name, and nothing to connect to.
    private func names(in survey: Survey) -> [Finding] {
        let mute = Lookup.all(from: .host, in: survey).filter { $0.fails && !$0.hasAnswer }
        guard !mute.isEmpty, !survey.contacts(from: .host).contains(where: { $0.result == .answered }) else {
            return []
        }
        let servers = mute.flatMap { $0.evidence.servers.map(\.server) }.uniqued
        let dead = servers.compactMap { server in
            gateway(before: server.address, survey).map { (server: server, gateway: $0) }
        }
        // One that is reached by another way would have been asked as well.
        guard let first = dead.first, dead.count == servers.count else { return [] }
        let paths = ContainerPath.all(in: survey).filter { path in
            path.isNameless
                && path.lookups.contains {
                    $0.lookup.destination == first.server.address
                        && $0.lookup.gateway == first.gateway.neighbour.address
                }
        }
        let (neighbour, severities) = (
            first.gateway.neighbour, mute.map { $0.severity(in: survey) } + paths.map(\.severity)
        )
        return [
            Finding(
                .hostNeighbourDead, severities.max() ?? .info, from: [.host] + paths.map(\.vantage),
                about: Finding.Subject(resolver: first.server), owner: .device,
                confidence: first.gateway.isCertain ? .certain : .likely,
                summary:
                    "The gateway \(neighbour.address) on \(neighbour.interface) does not answer ARP, so nothing can leave "
                    + "the link: not even what the resolver \(first.server.address) is asked.",
                location: Finding.Location(kind: .thisDevice, text: "on this device's link \(neighbour.interface)"),
                evidence: dead.map(\.gateway.proof).uniqued
                    + mute.prefix(3).map {
                        Finding.Proof($0.observation, "no resolver gives an answer for \($0.host)")
                    } + paths.flatMap(\.silenceProofs),
                refutedBy: "`ip neigh` shows \(neighbour.address) as reachable.")
        ]
    }

    /// Look-ups that this device itself gave up, because whoever is next did not answer ARP.
    private func neighbours(in survey: Survey) -> [Finding] {
        Lookup.all(from: .host, in: survey).filter { $0.fails && $0.meetsDeadNeighbour }.compactMap { lookup in
            guard let answer = lookup.evidence.servers.first?.answers.first else { return nil }
            let hop = survey.lookup(.host, of: answer.server.address)?.lookup.gateway
            return Finding(
                .hostNeighbourDead, lookup.severity(in: survey), from: [.host],
                about: Finding.Subject(resolver: answer.server), owner: .device, confidence: .certain,
                summary: (hop.map { "The gateway \($0)" } ?? "The resolver \(answer.server.address), on the same link,")
                    + " does not answer ARP, so no name can be looked up.",
                location: Finding.Location(kind: .thisDevice, text: "on this device's link"),
                evidence: [
                    Finding.Proof(
                        lookup.observation,
                        "asking \(answer.server) for \(lookup.host) fails with \(answer.error ?? "EHOSTUNREACH") after "
                            + "\(answer.latency), reported by this device itself")
                ],
                refutedBy: "`ip neigh` shows \(hop ?? answer.server.address) as reachable.")
        }
    }

    // MARK: - Gateways after a silence

    private struct DeadGateway {
        let neighbour: Neighbour
        let proof: Finding.Proof
        /// Given up; while it is still being asked, an answer may come.
        var isCertain: Bool { neighbour.state == .failed }
    }

    private func deadGateway(of contact: Contact, _ survey: Survey) -> DeadGateway? {
        contact.result == .silent && contact.vantage == .host ? gateway(before: contact.remote.address, survey) : nil
    }

    /// The gateway that the host's packets to an address go to, where it gave no answer to ARP.
    private func gateway(before address: IPAddress, _ survey: Survey) -> DeadGateway? {
        guard let read = survey.seen(ReadGateways.self, from: .host).first,
            let lookup = survey.lookup(.host, of: address)?.lookup, let gateway = lookup.gateway,
            let neighbour = read.evidence.neighbours.first(where: {
                $0.address == gateway && $0.interface == lookup.interface
            }), neighbour.state == .failed || neighbour.state == .incomplete
        else { return nil }
        return DeadGateway(
            neighbour: neighbour,
            proof: read.shows(
                "after the silence the neighbour table has \(gateway) on \(neighbour.interface) as "
                    + "\(neighbour.state.rawValue): nobody answered for it"))
    }
}

extension Lookup {
    fileprivate var hasAnswer: Bool {
        evidence.servers.contains { $0.answers.contains { $0.result == .answered } } || answerOverTCP != nil
    }

    /// Every datagram ended at a neighbour that did not answer ARP; see `Contact.isUnresolvedNeighbour`.
    var meetsDeadNeighbour: Bool {
        let answers = evidence.servers.flatMap(\.answers)
        return !answers.isEmpty
            && answers.allSatisfy { answer in
                answer.icmp.map { $0.offenderIsLocal && $0.meaning == .hostUnreachable } ?? false
                    && answer.latency.value >= 0.9
            }
    }
}

extension Contact {
    /// Host unreachable from our own address after a wait: ARP asks three times, a second apart (arp(7), mcast_solicit).
    ///
    /// A REJECT in our own OUTPUT chain looks the same but comes at once.
    var isUnresolvedNeighbour: Bool {
        guard case .rejected(let icmp) = result, icmp.offenderIsLocal, icmp.meaning == .hostUnreachable else {
            return false
        }
        return attempts.contains { $0.attempt.icmp == icmp && $0.attempt.latency.value >= 0.9 }
    }
}

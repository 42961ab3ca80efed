import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No address outside answers a connection attempt, and nothing on this device stops them.
struct EverythingIsDropped: Rule {
    static let causes: [Cause] = [.tcpDroppedAll]
    static let explains: [Cause] = [.tcpDroppedIP, .tcpDroppedPort, .dnsTimeout, .dnsUDPBlocked, .dpsBlocked]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let silences = Silences(among: scene.contacts(from: vantage))
            guard silences.isEverywhere, let first = silences.contacts.first else { return nil }
            let place = Whereabouts(ofSilenceAt: first, in: scene.survey)
            // Containers know the hub alone; where their packets leave as the host's do, it is the same silence.
            let others = vantage == .host ? silentAlike(first.remote.address, scene) : []
            let addresses = Set(silences.contacts.map(\.remote.address)).count
            let hosts = silences.contacts.map(\.host).uniqued
            let ports = Set(silences.contacts.map(\.port)).sorted()
            let dns = outsideResolver(from: vantage, in: scene.survey)
            let wayOut = WayOut(scene: scene)
            // Containers have a setting of their own, which asks for none.
            let ecn = vantage == .host && others.isEmpty ? asking(in: scene) : nil
            let packages = wayOfPackages(from: vantage, in: scene) ?? wayOfOthers(from: vantage, in: scene)
            let isCertain: (Contact) -> Bool = {
                $0.isConfirmed && ecn == nil && packages == nil && wayOut.leads(to: $0)
            }
            var finding = Finding(
                .tcpDroppedAll, silences.contacts.map(\.severity).max() ?? .info,
                from: [vantage] + others.map(\.vantage).uniqued,
                about: Finding.Subject(), owner: .siteNetwork,
                confidence: isSlow(from: vantage, silences.contacts, in: scene)
                    ? .possible : dns == nil && silences.contacts.allSatisfy(isCertain) ? .certain : .likely,
                summary: place.location.text.map {
                    """
                    Nothing outside answers a TCP connection: \(addresses, .address), \(listing: hosts), are silent on \
                    \(.port, ports); the packets vanish \($0).
                    """
                } ?? """
                    Nothing outside answers a TCP connection: \(addresses, .address), \(listing: hosts), are silent on \
                    \(.port, ports).
                    """,
                location: place.location,
                evidence: (silences.contacts + others).flatMap(\.silenceProofs)
                    + [dns, ecn, packages].compactMap { $0 }
                    + place.proofs,
                refutedBy: "A TCP connection to any address outside opens from this device.")
            finding.parts = (silences.contacts + others).map(\.subject).uniqued
            return finding
        }
    }

    /// Two flags in a SYN are reason enough for some firewalls to drop it (RFC 3360), and the device sends none without them.
    private func asking(in scene: Scene) -> Finding.Proof? {
        scene.survey.seen(ReadForwarding.self, from: .host).first { $0.evidence.asksForECN }.map { seen in
            seen.shows(
                """
                net.ipv4.tcp_ecn is \(seen.evidence.congestionNotification ?? 1): each SYN of this device asks for ECN, for which a \
                firewall may drop it
                """)
        }
    }

    /// A proxy that fetches this device's packages and opens no tunnel: somebody here wants a proxy used, be it that one with other
    /// rules, and nobody said which is for the hub.
    private func wayOfPackages(from vantage: Vantage, in scene: Scene) -> Finding.Proof? {
        guard scene.assignment.isProxyOfPackages == true, let proxy = scene.assignment.proxy else { return nil }
        return scene.ascents(failedAt: .tunnel).lazy.filter { $0.vantage == vantage }
            .compactMap { $0.seen(OpenTunnel.self) }.first { $0.evidence.answer != nil }?
            .shows("the proxy \(proxy), by which this device fetches packages, is there and opens no tunnel")
    }

    /// Some service is reached through a proxy: the silence may well be what this site wants of whoever goes past it.
    private func wayOfOthers(from vantage: Vantage, in scene: Scene) -> Finding.Proof? {
        scene.ascents(from: vantage).lazy.filter { $0.endpoint.via == .proxy && $0.ladder.isProven }
            .compactMap { ascent in ascent.seen(OpenTunnel.self).map { (ascent, $0) } }.first
            .map { ascent, tunnel in
                tunnel.shows(
                    control: "\(ascent.place) answers through the proxy \(scene.proxy(of: tunnel.evidence))")
            }
    }

    /// Whatever answered from beyond the gateway took more than half of the time after which a silence was concluded: what is slower
    /// by a little would be taken for silent.
    private func isSlow(from vantage: Vantage, _ silent: [Contact], in scene: Scene) -> Bool {
        let answers = scene.lookups(from: vantage).flatMap(\.evidence.servers).flatMap(\.answers)
            .filter { $0.result == .answered && !$0.server.address.isLoopback && !scene.isOwn($0.server.address) }
            .map(\.latency.value)
        // A container's first hop is this device, and a host's often its gateway.
        let hops = silent.flatMap { scene.survey.walks(to: $0) }.flatMap(\.evidence.walks).flatMap(\.hops)
            .filter { $0.limit > 1 && $0.answer != .silent }.compactMap(\.latency?.value)
        let waits = silent.flatMap(\.attempts).filter { $0.attempt.isSilent }.map(\.attempt.latency.value)
        guard let quickest = (answers + hops).min(), let longest = waits.max() else { return false }
        return quickest * 2 > longest
    }

    private func silentAlike(_ address: IPAddress, _ scene: Scene) -> [Contact] {
        scene.vantages.filter { $0 != .host }.flatMap { vantage -> [Contact] in
            let contacts = scene.contacts(from: vantage)
            let isSilent = !contacts.isEmpty && contacts.allSatisfy { $0.result == .silent }
            return isSilent && scene.roads.areOne(from: .host, vantage, to: address, scene.survey) ? contacts : []
        }
    }

    /// A resolver outside the site that answers shows that not every packet is lost.
    private func outsideResolver(from vantage: Vantage, in survey: Survey) -> Finding.Proof? {
        for seen in survey.seen(AskControlResolver.self, from: vantage) {
            if let answer = seen.evidence.answers.first(where: { $0.result == .answered }) {
                return seen.shows(control: "the resolver \(answer.server) outside answers in \(answer.latency)")
            }
        }
        return nil
    }
}

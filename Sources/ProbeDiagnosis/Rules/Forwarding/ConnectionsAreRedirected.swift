import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A rule of this device sends connections, or questions for names, to somebody else, who is not who was meant.
///
/// A forwarder that brings them to where they were going is no finding: the service proves itself through it, or fails
/// through it as it fails a vantage that no rule redirects.
struct ConnectionsAreRedirected: Rule {
    static let causes: [Cause] = [.natRedirected]
    static let explains: [Cause] =
        Symptoms.ofForwarding + [
            .tlsBlockPage, .tlsIntercepted, .tlsInterceptedTrusted, .tlsUnknownCA, .tlsHostnameMismatch, .tlsExpired,
            .tlsNotYetValid,
            .tlsIncompleteChain, .tlsNonTLSReply, .tlsClosed, .tlsSwallowed, .tlsVersionMismatch, .tlsCipherMismatch,
            .tlsSNIFiltered, .httpNotTheHub, .protoWrongService, .mqttClosed, .mqttSwallowed, .amqpClosed,
            .amqpSwallowed, .wsUpgradeStripped, .wsUpgradeBlocked, .tcpHalfOpenProxy, .tcpResetMidstream,
            .registryDataEndpointBlocked, .dnsRefused, .dnsServfail, .dnsNxdomain, .dnsNodata, .dnsFiltered,
            .dnsSinkhole, .fwdDropped,
        ]

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        guard Set(finding.vantages).isSuperset(of: symptom.vantages) else { return false }
        if let resolver = finding.subject.resolver {
            return symptom.subject.resolver == resolver || symptom.cause.isOfNames
        }
        guard !symptom.cause.isOfNames else { return false }
        let isSamePort =
            symptom.subject.port == nil || finding.subject.port == nil
            || symptom.subject.port == finding.subject.port
        let isSameHost =
            symptom.subject.host == nil || finding.subject.host == nil
            || symptom.subject.host == finding.subject.host
        return isSamePort && isSameHost
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in connections(from: vantage, scene) + names(from: vantage, scene) }
    }

    /// A packet of the vantage that a rule takes for sure.
    private struct Capture: Hashable {
        let observation: Int
        let remote: SocketAddress
        let place: RulePlace
        let target: SocketAddress
        let network: FilteredPacket.Network
    }

    private func captures(from vantage: Vantage, _ scene: Scene) -> [Capture] {
        let network = scene.routes?.evidence.networks.first { $0.vantage == vantage }?.name
        let origin: RouteLookup.Packet? = vantage == .host ? .host : network.map { .container(network: $0) }
        return scene.survey.walksAsRead.compactMap { index, walk in
            guard walk.origin == origin, !walk.packet.isAnswer, let place = walk.redirection, let target = walk.target,
                let remote = walk.remote
            else { return nil }
            return Capture(
                observation: index, remote: remote, place: place, target: target, network: walk.packet.network)
        }.uniqued
    }

    // MARK: Connections

    /// A ladder that failed behind a rule.
    private struct Diversion {
        let ascent: Ascent
        let capture: Capture
        let contrast: Contrast
    }

    private func connections(from vantage: Vantage, _ scene: Scene) -> [Finding] {
        let captures = captures(from: vantage, scene)
        let failing = scene.ascents(from: vantage).compactMap { ascent -> Diversion? in
            guard ascent.endpoint.via == .direct, case .failed = ascent.ladder.state else { return nil }
            let attempts = scene.survey.attempts(at: ascent.endpoint, from: vantage).map(\.attempt.remote)
            guard let capture = captures.first(where: { attempts.contains($0.remote) }), !isGenuine(ascent) else {
                return nil
            }
            let contrast = contrast(to: ascent, captures, capture, scene)
            return contrast == .alike ? nil : Diversion(ascent: ascent, capture: capture, contrast: contrast)
        }
        return failing.map(\.capture.place).uniqued.map { place in
            finding(failing.filter { $0.capture.place == place }, from: vantage)
        }
    }

    /// The service itself is at the other end.
    private func isGenuine(_ ascent: Ascent) -> Bool {
        ascent.seen(HandshakeTLS.self).map { $0.evidence.isVerified || $0.evidence.failsOnlyByDates } ?? false
    }

    /// What comes of the same, or of what else the vantage asks for, where no rule redirects it.
    private enum Contrast {
        case works, alike, unknown
    }

    /// Held against the ladders that none of the vantage's captures takes, as one of them takes this one.
    private func contrast(
        to ascent: Ascent, _ captures: [Capture], _ capture: Capture, _ scene: Scene
    ) -> Contrast {
        let others = undiverted(besides: ascent.vantage, to: [capture.remote], scene)
            .flatMap { scene.ascents(from: $0) }.filter { $0.endpoint == ascent.endpoint }
        if others.contains(where: \.ladder.isProven) { return .works }
        let issuer = ascent.seen(HandshakeTLS.self)?.evidence.topIssuer
        let isAlike = others.contains { other in
            other.ladder.state == ascent.ladder.state && other.seen(HandshakeTLS.self)?.evidence.topIssuer == issuer
        }
        if isAlike { return .alike }
        let beside = scene.ascents(from: ascent.vantage).filter { other in
            other.endpoint.via == .direct
                && !scene.survey.attempts(at: other.endpoint, from: other.vantage).contains { attempt in
                    captures.contains { $0.remote == attempt.attempt.remote }
                }
        }.compactMap { $0.seen(HandshakeTLS.self)?.evidence }
        // Whoever issued for these as well stands behind the forwarder, which brought the connection to where it was going.
        if issuer != nil, beside.contains(where: { $0.endsAtUnknownRoot && $0.topIssuer == issuer }) { return .alike }
        return beside.contains(where: \.isVerified) ? .works : .unknown
    }

    /// The other vantages whose packets to the same places no rule takes.
    private func undiverted(besides own: Vantage, to remotes: [SocketAddress], _ scene: Scene) -> [Vantage] {
        scene.vantages.filter { vantage in
            vantage != own && !captures(from: vantage, scene).contains { remotes.contains($0.remote) }
        }
    }

    /// The forwarder refuses, or is silent; a certificate may be that of whoever it passes the connection on to.
    private func isOfForwarder(_ ascent: Ascent) -> Bool { ascent.ladder.state == .failed(.tcp) }

    private func finding(_ failing: [Diversion], from vantage: Vantage) -> Finding {
        let isProven = failing.contains { isOfForwarder($0.ascent) || $0.contrast == .works }
        let capture = failing[0].capture
        let hosts = failing.map(\.ascent.endpoint.host).uniqued
        let ports = failing.map(\.ascent.endpoint.port).uniqued.sorted()
        let culprit = Culprit(capture.place)
        let ends = failing.compactMap { Self.end(of: $0.ascent) }.uniqued.prefix(4)
        return Finding(
            .natRedirected, failing.map(\.ascent.severity).max() ?? .info, from: [vantage],
            about: Finding.Subject(hosts.count == 1 ? hosts.first : nil, port: ports.count == 1 ? ports.first : nil),
            owner: .device, confidence: isProven ? .certain : .likely,
            summary: """
                A rule of this device sends connections to \(listing: hosts.sorted()) (\(.port, ports)) to \
                \(capture.target) instead: \(culprit).
                """,
            location: Finding.Location(kind: .thisDevice, culprit: culprit, text: "on this device"),
            evidence: failing.map(\.capture).uniqued.prefix(4).map(proof) + ends,
            refutedBy: "The service proves itself from here while the rule is in force.")
    }

    private func proof(_ capture: Capture) -> Finding.Proof {
        let shows: Sentence = "a packet to \(capture.remote) is sent to \(capture.target) by \(capture.place)"
        return Finding.Proof(capture.observation, capture.place.text.map { "\(shows): \($0)" } ?? shows)
    }

    /// What became of the connection there.
    private static func end(of ascent: Ascent) -> Finding.Proof? {
        if let handshake = ascent.seen(HandshakeTLS.self) {
            return handshake.evidence.topIssuer.map {
                handshake.shows("what answers at \(ascent.place) has a certificate of \($0)")
            } ?? handshake.shows("TLS with \(ascent.place) does not complete")
        }
        return ascent.seen(ConnectEndpoint.self).map { $0.shows("no connection to \(ascent.place) opens") }
    }

    // MARK: Names

    private func names(from vantage: Vantage, _ scene: Scene) -> [Finding] {
        // What UDP meets is what resolvers are asked by; TCP has a rule of its own beside it, or none.
        let all = captures(from: vantage, scene).filter { $0.remote.port == 53 }
        let captures = all.contains { $0.network == .udp } ? all.filter { $0.network == .udp } : all
        let lookups = scene.lookups(from: vantage).filter(\.fails)
        return captures.map(\.place).uniqued.compactMap { place -> Finding? in
            let mine = captures.filter { $0.place == place }
            let contrasts = lookups.filter { lookup in
                mine.contains { capture in asks(lookup, capture.remote, from: vantage, scene) }
            }.map { (lookup: $0, contrast: contrast(to: $0, mine, scene)) }.filter { $0.contrast != .alike }
            let asked = contrasts.map(\.lookup)
            guard let first = asked.first, let capture = mine.first else { return nil }
            let culprit = Culprit(place)
            let isProven = contrasts.contains { $0.contrast == .works }
            return Finding(
                .natRedirected, asked.map(\.severity).max() ?? .info, from: [vantage],
                about: Finding.Subject(resolver: capture.remote), owner: .device,
                confidence: isProven ? .certain : .likely,
                summary: """
                    A rule of this device sends questions for names to \(capture.target) instead of \(capture.remote): \
                    \(culprit).
                    """,
                location: Finding.Location(kind: .thisDevice, culprit: culprit, text: "on this device"),
                evidence: [proof(capture)]
                    + asked.prefix(2).map {
                        Finding.Proof($0.observation, "no resolver gives \(vantage) an address for \($0.host)")
                    },
                refutedBy: "\(capture.remote) gives \(vantage) an address for \(first.host) while the rule is in force."
            )
        }
    }

    /// What comes of the same question from where no rule redirects it.
    private func contrast(to lookup: Lookup, _ captures: [Capture], _ scene: Scene) -> Contrast {
        let others = undiverted(besides: lookup.vantage, to: captures.map(\.remote), scene)
            .flatMap { scene.lookups(from: $0) }.filter { $0.host == lookup.host }
        if others.contains(where: { !$0.evidence.addresses.isEmpty && $0.evidence.source == .resolver }) {
            return .works
        }
        return others.contains(where: \.fails) ? .alike : .unknown
    }

    /// The resolver was asked, by the vantage itself or by the engine's own on its behalf.
    private func asks(_ lookup: Lookup, _ resolver: SocketAddress, from vantage: Vantage, _ scene: Scene) -> Bool {
        let servers = lookup.evidence.servers.map(\.server)
        if servers.contains(resolver) { return true }
        guard servers.contains(where: { $0.address == VantageOrigin.engineResolver }) else { return false }
        return scene.survey.seen(DescribeVantage.self, from: vantage).contains {
            $0.evidence.forwarders.contains(resolver.address)
        }
    }
}

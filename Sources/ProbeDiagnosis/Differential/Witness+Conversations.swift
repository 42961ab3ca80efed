import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What handshakes and the conversations above them say.
extension Witness {
    var dataHandshakes: [Int] {
        finding.vantages.flatMap { survey.seen(ReachDataEndpoint.self, from: $0) }.filter {
            $0.evidence.host == finding.subject.name && $0.evidence.handshake != nil
        }.map(\.index)
    }

    /// Sources that contradict each other leave open whose clock is wrong.
    var rightTime: Word {
        let clock = scene.clock
        guard clock.verdict != .unknown || clock.sources.isEmpty else { return .open(.contradictory) }
        return word(clock.sources.map(\.observation), else: AskTime.id, RequestHTTPS.id)
    }

    /// Where the service's own certificate is all there is, an intermediate may be missing as well as a root; Microsoft's
    /// services leave none out.
    var wholeChain: Word {
        let handshakes = ascents.compactMap { $0.seen(HandshakeTLS.self) }
        let whole = handshakes.filter { !$0.evidence.leavesOutIssuer || $0.about.host.isMicrosofts }.map(\.index)
        return whole.isEmpty && !handshakes.isEmpty ? .open(.noEvidence) : word(whole, else: HandshakeTLS.id)
    }

    var acknowledgement: Word {
        let handshakes = ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.tcp != nil }.map(
            \.index)
        // Where no connection opened, there was nothing to acknowledge.
        let isUnopened = finding.cause == .tcpAsymmetric && !contacts.contains { $0.result == .answered }
        return word(ifAny: handshakes + exchangesWithCounters + (isUnopened ? spoken.sorted() : []))
    }

    /// Where the ladder's own handshake got through, its name stops nothing.
    var otherName: Word {
        let controls = ascents.flatMap { $0.controls.withoutTheName.map(\.observation) }
        let completed = ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.result == .completed }
        return word(
            controls + completed.map(\.index), else: HandshakeWithOtherName.id, HandshakeWithoutName.id)
    }

    var smallSegments: Word {
        let handshakes = ascents.compactMap(\.controls.smallSegments).filter { $0.handshake != nil }.map(\.observation)
        let requests = ascents.compactMap { $0.seen(RequestWithSmallSegments.self)?.index }
        let hellos = ascents.compactMap { $0.seen(HandshakeWithLargeHello.self) }
            .filter { $0.evidence.inSmallSegments?.handshake != nil }.map(\.index)
        return word(
            handshakes + requests + hellos, else: HandshakeWithSmallSegments.id, RequestWithSmallSegments.id)
    }

    var otherServices: Word {
        let others = finding.vantages.flatMap { vantage -> [ChainComparison.Shown] in
            let chains = scene.chains(from: vantage)
            return (chains.known + chains.unknown).filter { shown in
                finding.subject.name == nil || shown.ascent.endpoint.host != finding.subject.name
            }
        }
        return word(others.map(\.handshake.index), else: HandshakeTLS.id)
    }

    var exchanges: [Int] {
        let answers = ascents.compactMap { $0.serviceAnswer?.index }
        let conversations = [
            indices(ConnectMQTT.self), indices(OpenAMQP.self), indices(UpgradeWebSocket.self), indices(OpenTunnel.self),
        ].flatMap(\.self)
        let others = ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.result == .notTLS }
        return answers + conversations + others.map(\.index)
    }

    var exchangesWithCounters: [Int] {
        ascents.flatMap { ascent in
            [
                ascent.seen(RequestHTTPS.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
                ascent.seen(ConnectMQTT.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
                ascent.seen(OpenAMQP.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
            ].compactMap(\.self)
        }
    }

    /// HTTPS answers of the finding's host, by which it is known who answered.
    var answeredRequests: [Int] {
        ascents.compactMap { $0.sibling(.https).serviceAnswer }.filter { $0.evidence.answer != nil }.map(\.index)
    }

    /// Who answers inside TLS that nobody vouches for: the service itself, or a page.
    ///
    /// Nothing is asked where no HTTPS is spoken there, its answers have no marks, or the certificate is for other names, as a
    /// filter's is not; and older runs did not ask.
    var insideTLS: Word {
        let strange = ascents.map { $0.sibling(.https) }.filter { ascent in
            ascent.endpoint.isKnownByItsAnswer
                && ascent.seen(HandshakeTLS.self).map { $0.evidence.endsAtUnknownRoot && $0.evidence.matchesName }
                    ?? false
        }
        guard !strange.isEmpty, survey.includes(RequestUnverified.id) else {
            return word(indices(HandshakeTLS.self), else: HandshakeTLS.id)
        }
        let told = strange.filter { ascent in
            finding.cause == .tlsBlockPage
                ? BlockPage(ascent) != nil : ascent.seen(RequestUnverified.self)?.evidence.isOfService ?? false
        }
        return word(told.compactMap { $0.seen(RequestUnverified.self)?.index }.uniqued, else: RequestUnverified.id)
    }

    var otherTransports: Word {
        let others = finding.vantages.flatMap { scene.ascents(from: $0) }.filter { ascent in
            ascent.endpoint.service == .hub && ascent.endpoint.via == .direct && ascent.ladder.isDecided
        }
        return word(others.compactMap { $0.seen(ConnectEndpoint.self)?.index }, else: ConnectEndpoint.id)
    }

    /// Without a proxy that is known of, there is none to try.
    var tunnel: Word {
        let tried = finding.vantages.flatMap { scene.ascents(from: $0) }.filter { $0.endpoint.via == .proxy }
        // What fails directly may be as the site wants it until the way through the proxy came to an end.
        if finding.subject.via != .proxy, tried.contains(where: { $0.ladder.state == .unknown }) {
            return word([], else: OpenTunnel.id)
        }
        let opened = tried.compactMap { $0.seen(OpenTunnel.self)?.index ?? $0.seen(ConnectEndpoint.self)?.index }
        if opened.isEmpty, scene.assignment.proxy == nil { return files }
        return word(opened + tried.compactMap { $0.proxyLookup?.index }, else: OpenTunnel.id)
    }

    /// What the registry itself said: of a data endpoint, the registry that redirects to it.
    var registry: Word {
        let cited = Set(finding.evidence.map(\.observation))
        let images = finding.vantages.flatMap { survey.seen(RequestImages.self, from: $0) }.map(\.index)
            .filter(cited.contains)
        if !images.isEmpty { return word(images, else: RequestImages.id) }
        let asked = finding.vantages.flatMap { survey.seen(RequestRegistry.self, from: $0) }.filter { seen in
            let host = finding.subject.name
            return host == nil || seen.about.host == host || seen.evidence.dataEndpoint == host
        }
        let told = asked.filter { seen in
            switch RegistryRefusal(seen.evidence) {
            case nil: finding.cause == .registryDataEndpointBlocked
            case .denies: finding.cause == .registryDenied
            case .wantsCredentials, .refusesCredentials: finding.cause == .registryForbidden
            }
        }
        if told.isEmpty, !asked.isEmpty { return .open(.contradictory) }
        return word(told.map(\.index), else: RequestRegistry.id)
    }

    /// Whoever lets a service through is no portal.
    var portal: Word {
        let proven = finding.vantages.flatMap { scene.ascents(from: $0) }.filter(\.ladder.isProven)
        return word(
            vantageIndices(CheckPortal.self) + proven.compactMap { $0.seen(HandshakeTLS.self)?.index },
            else: CheckPortal.id)
    }
}

extension Ladder {
    /// Proven or failed, and neither unknown nor left out.
    var isDecided: Bool {
        switch state {
        case .proven, .failed: true
        case .unknown, .absent: false
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// AMQP on 5671 and MQTT on 8883 fail alike while 443 carries a WebSocket transport: the site opens 443 alone.
struct Only443IsOpen: Rule {
    static let causes: [Cause] = [.transportOnly443]
    static let explains: [Cause] = Cause.allCases.filter {
        [.tcp, .mtu, .tls].contains($0.layer)
            || [.mqttSwallowed, .mqttClosed, .amqpSwallowed, .amqpClosed, .protoWrongService].contains($0)
    }

    func findings(in scene: Scene) -> [Finding] {
        let hub = scene.assignment.hub
        return scene.vantages.compactMap { vantage in
            func ascent(_ transport: Transport) -> Ascent {
                scene.ascent(Endpoint(.hub, hub, transport), from: vantage)
            }
            let carriers = [ascent(.amqpOverWebSocket), ascent(.mqttOverWebSocket)].filter(\.ladder.isProven)
            guard let carrier = carriers.first, let amqp = Failure(ascent(.amqp)), let mqtt = Failure(ascent(.mqtt)),
                amqp.manner == mqtt.manner, ![amqp, mqtt].contains(where: { $0.isPast(in: scene) })
            else { return nil }
            let connected = carrier.seen(ConnectEndpoint.self)
            return Finding(
                .transportOnly443, max(amqp.ascent.severity, mqtt.ascent.severity), from: [vantage],
                // A setting of the device is all that it takes; what the site filters need not be opened.
                about: Finding.Subject(hub), owner: .device,
                confidence: [amqp, mqtt].allSatisfy { $0.isSettled(in: scene) } ? .certain : .likely,
                summary: summary(amqp.manner, hub), location: amqp.location(in: scene),
                evidence: [
                    amqp.proof, mqtt.proof,
                    connected?.shows(control: "443 of the same host connects, and the hub answers inside a WebSocket"),
                ].compactMap(\.self),
                refutedBy: "A TCP connection to \(hub, port: 5671) or :8883 opens.")
        }
    }

    private func summary(_ manner: Failure.Manner, _ hub: HostName) -> Sentence {
        switch manner {
        case .silent: "Only port 443 is open to \(hub): AMQP (5671) and MQTT (8883) meet silence alike."
        case .refused: "Only port 443 is open to \(hub): AMQP (5671) and MQTT (8883) are refused alike."
        case .handshake: "Only port 443 is open to \(hub): AMQP (5671) and MQTT (8883) do not get through TLS alike."
        case .conversation: "Only port 443 is open to \(hub): AMQP (5671) and MQTT (8883) get no answer alike."
        }
    }

    /// Stands for what befell the two ports, and leaves 443 alone.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        let ports: [UInt16?] = [Transport.amqp.port, Transport.mqtt.port]
        return ports.contains(symptom.subject.port) && symptom.subject.via != .proxy
            && Scope(of: finding).contains(symptom)
    }
}

/// How a direct ladder failed, in terms that can be compared between two ports.
private struct Failure {
    /// What two ports have to share to fail alike.
    enum Manner: Hashable {
        case silent
        case refused(SystemError?, ICMPError?)
        case handshake(Handshake.Result)
        case conversation(Exchange.Result)
    }

    let ascent: Ascent
    let manner: Manner
    let observation: Int

    init?(_ ascent: Ascent) {
        self.ascent = ascent
        switch ascent.ladder.state {
        case .failed(.tcp):
            guard let connect = ascent.seen(ConnectEndpoint.self),
                let last = connect.evidence.attempts.last(where: { $0.result != .superseded })
            else { return nil }
            manner = last.isSilent ? .silent : .refused(last.error, last.icmp)
            observation = connect.index
        case .failed(.tls):
            guard let handshake = ascent.seen(HandshakeTLS.self), handshake.evidence.endedWithoutAnswer else {
                return nil
            }
            manner = .handshake(handshake.evidence.result)
            observation = handshake.index
        case .failed(.conversation):
            let exchange =
                ascent.seen(ConnectMQTT.self).map { ($0.index, $0.evidence.exchange) }
                ?? ascent.seen(OpenAMQP.self).map { ($0.index, $0.evidence.exchange) }
            guard let exchange, exchange.1.isCutOff else { return nil }
            manner = .conversation(exchange.1.result)
            observation = exchange.0
        case .failed(.name), .failed(.tunnel), .proven, .unknown, .absent: return nil
        }
    }

    var proof: Finding.Proof { Finding.Proof(observation, shows) }

    private var shows: Sentence {
        let (transport, port) = (ascent.endpoint.transport, ascent.endpoint.port)
        return switch manner {
        case .silent: "\(transport) on \(port) meets silence"
        case .refused: "\(transport) on \(port) is refused"
        case .handshake: "\(transport) on \(port) does not get through TLS"
        case .conversation: "\(transport) on \(port) gets no answer"
        }
    }

    /// A silence was met more than once, and by every packet that was sent there.
    func isSettled(in scene: Scene) -> Bool {
        switch manner {
        case .silent: break
        case .handshake(.silent), .conversation(.silent): return wasAcknowledged
        case .refused, .handshake, .conversation: return true
        }
        let contacts = scene.contacts(from: ascent.vantage)
        return contacts.filter { $0.endpoints.contains(ascent.endpoint) && $0.result == .silent }
            .allSatisfy { $0.isConfirmed && !Silences(among: contacts).isScattered }
    }

    /// What it sent arrived and was not answered; what nobody acknowledged may have met an outage, which ends.
    private var wasAcknowledged: Bool {
        if let handshake = ascent.seen(HandshakeTLS.self), handshake.index == observation {
            return handshake.evidence.tcp.map { $0.unacknowledgedSegments == 0 } ?? true
        }
        let exchange =
            ascent.seen(ConnectMQTT.self)?.evidence.exchange ?? ascent.seen(OpenAMQP.self)?.evidence.exchange
        return exchange?.requestWasAcknowledged ?? true
    }

    /// By itself the connection opened.
    func isPast(in scene: Scene) -> Bool {
        scene.contacts(from: ascent.vantage).contains { $0.endpoints.contains(ascent.endpoint) && $0.isOpenAlone }
    }

    /// The box that says no, else the place behind which a hop walk meets silence.
    func location(in scene: Scene) -> Finding.Location {
        let contact = scene.contacts(from: ascent.vantage).first { $0.endpoints.contains(ascent.endpoint) }
        if case .refused(_, let icmp?) = manner, let offender = icmp.offender {
            return Finding.Location(kind: icmp.offenderIsLocal ? .thisDevice : .hop, address: offender)
        }
        guard manner == .silent, let contact else { return .unknown }
        return Whereabouts(ofSilenceAt: contact, in: scene.survey).location
    }
}

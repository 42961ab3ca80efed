import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings

/// Changes of whole ladders for the rules above TCP.
extension Survey {
    func findings(by rule: any Rule.Type) -> [Finding] { Rulebook.findings(in: Scene(of: self), by: [rule]) }

    func causes(by rule: any Rule.Type) -> [Cause] { findings(by: rule).map(\.cause) }

    var rootCauses: [Cause] { Rulebook.findings(in: Scene(of: self)).filter { $0.severity != .info }.map(\.cause) }

    /// The kernel tracks no connections, so no rule of the device sends one elsewhere.
    func translatingNothing() -> Survey {
        var state = Gateway.forwarding
        state.tracksConnections = false
        return adding(ReadForwarding.self, about: Device(), state)
    }

    /// A handshake that fails on some endpoints, with what its controls met.
    func handshake(
        on endpoints: [Endpoint], from vantage: Vantage = .host, _ ladder: (Endpoint) -> Handshake,
        repeated: ((Endpoint) -> Handshake)? = nil, otherName: ((Endpoint) -> Handshake)? = nil,
        noName: ((Endpoint) -> Handshake)? = nil, smallSegments: ((Endpoint) -> Handshake)? = nil
    ) -> Survey {
        forEach(endpoints) { survey, endpoint in
            var survey = survey.changing(HandshakeTLS.self, about: endpoint, from: vantage) { $0 = ladder(endpoint) }
            if let repeated {
                survey = survey.adding(
                    RepeatHandshake.self, about: endpoint, from: vantage, .ended(endpoint, repeated(endpoint)))
            }
            if let otherName {
                survey = survey.adding(
                    HandshakeWithOtherName.self, about: endpoint, from: vantage, .ended(endpoint, otherName(endpoint)))
            }
            if let noName {
                survey = survey.adding(
                    HandshakeWithoutName.self, about: endpoint, from: vantage, .ended(endpoint, noName(endpoint)))
            }
            if let smallSegments {
                survey = survey.adding(
                    HandshakeWithSmallSegments.self, about: endpoint, from: vantage,
                    .ended(endpoint, smallSegments(endpoint)))
            }
            return survey
        }
    }

    /// The ports to which a site's firewall drops every SYN.
    func dropping(_ endpoints: [Endpoint], from vantages: [Vantage] = [.host]) -> Survey {
        forEach(vantages) { survey, vantage in
            survey.forEach(endpoints) { survey, endpoint in
                survey.changing(ConnectEndpoint.self, about: endpoint, from: vantage) { $0 = .silent(endpoint) }
            }
        }
    }

    /// A conversation that got no answer, on its ladder.
    func mqtt(_ result: Exchange.Result, on endpoint: Endpoint = .hubMQTT, acknowledged: Bool = true) -> Survey {
        changing(ConnectMQTT.self, about: endpoint) {
            $0 = MQTTEvidence(exchange: .unanswered(result, acknowledged: acknowledged))
        }
    }

    func mqttAgain(_ result: Exchange.Result) -> Survey {
        var evidence = RepeatedMQTT(connect: Healthy.attempt(.hubMQTT))
        evidence.handshake = Healthy.handshake(.hubMQTT)
        evidence.conversation =
            result == .answered ? Healthy.mqtt : MQTTEvidence(exchange: .unanswered(result))
        return adding(RepeatMQTT.self, about: .hubMQTT, evidence)
    }

    func amqp(_ result: Exchange.Result, on endpoint: Endpoint = .hubAMQP, header: String? = nil) -> Survey {
        changing(OpenAMQP.self, about: endpoint) {
            $0 = AMQPEvidence(exchange: .unanswered(result))
            $0.header = header
        }
    }

    func sasl(_ result: Exchange.Result) -> Survey {
        var evidence = SASLEvidence(connect: Healthy.attempt(.hubAMQP))
        evidence.handshake = Healthy.handshake(.hubAMQP)
        var conversation = AMQPEvidence(exchange: .unanswered(result))
        if result == .answered {
            conversation.header = "414d515003010000"
            conversation.mechanisms = [SASLMechanism(WireText("ANONYMOUS"))]
            conversation.proof = .saslMechanisms
        }
        evidence.conversation = conversation
        return adding(NegotiateSASL.self, about: .hubAMQP, evidence)
    }

    /// The answer to a WebSocket's upgrade.
    func upgrade(
        _ status: Int?, on endpoint: Endpoint, _ result: Exchange.Result = .answered, headers: [(String, String)] = []
    ) -> Survey {
        changing(UpgradeWebSocket.self, about: endpoint) {
            $0 = WebSocketEvidence(exchange: .unanswered(result))
            $0.answer = status.map { .answer($0, headers) }
        }
    }

    /// A request without the upgrade, answered or not.
    func plainRequest(_ status: Int?, on endpoint: Endpoint) -> Survey {
        var evidence = PlainRequestEvidence(connect: Healthy.attempt(endpoint))
        evidence.handshake = Healthy.handshake(endpoint)
        evidence.exchange = status == nil ? .unanswered(.silent) : Healthy.exchange()
        evidence.answer = status.map { .answer($0) }
        return adding(RequestWithoutUpgrade.self, about: endpoint, evidence)
    }

    func tunnels(_ status: Int?, _ result: Exchange.Result = .answered, schemes: [String] = []) -> Survey {
        forEach(endpoints(from: .host).filter { $0.via == .proxy }) { survey, endpoint in
            survey.changing(OpenTunnel.self, about: endpoint) {
                $0.exchange.result = result
                $0.answer = status.map { .answer($0) }
                $0.schemes = schemes.map { AuthenticationScheme(WireText($0)) }
            }
        }
    }

    /// The services' Date headers, this many seconds ahead of the device's clock.
    func dates(hub: Int64? = nil, dps: Int64? = nil, registry: Int64? = nil) -> Survey {
        var survey = self
        let now = startedAt
        func ahead(_ seconds: Int64?) -> Timestamp? {
            seconds.map { Timestamp(secondsSince1970: now.secondsSince1970 + $0) }
        }
        var https = Healthy.https
        (https.date, https.deviceTime) = (ahead(hub), now)
        survey = survey.adding(RequestHTTPS.self, about: .hubHTTPS, https)
        var provisioning = Healthy.provisioning
        (provisioning.date, provisioning.deviceTime) = (ahead(dps), now)
        survey = survey.adding(RequestDPS.self, about: .dpsHTTPS, provisioning)
        var request = Healthy.registry
        (request.date, request.deviceTime) = (ahead(registry), now)
        return survey.adding(RequestRegistry.self, about: .registryHTTPS, request)
    }

    func portal(_ pages: [(host: String, status: Int, redirect: String?)]) -> Survey {
        forEach(pages) { survey, page in
            var evidence = PortalEvidence()
            evidence.exchange = Healthy.exchange()
            evidence.answer = .answer(page.status)
            evidence.isAltered = true
            evidence.redirect = page.redirect.map { WireText($0) }
            return survey.adding(
                CheckPortal.self,
                about: PortalPage(host: Places.name(page.host), path: "/check.txt", expected: "success"), evidence)
        }
    }
}

extension Exchange {
    static func unanswered(_ result: Result, acknowledged: Bool = true) -> Exchange {
        var exchange = Exchange(result: result, bytesSent: 120, bytesReceived: 0, duration: Seconds(3))
        exchange.tcp = Healthy.information
        exchange.tcp?.unacknowledgedSegments = acknowledged ? 0 : 1
        return exchange
    }
}

extension HTTPAnswer {
    static func answer(_ status: Int, _ headers: [(String, String)] = []) -> HTTPAnswer {
        HTTPAnswer(
            status: status, headers: headers.map { .init(name: WireText($0.0), value: WireText($0.1)) },
            bodyOpening: nil)
    }
}

extension Handshake {
    /// Completed with a chain of a root that no store knows.
    static func unknownRoot(_ endpoint: Endpoint, issuer: String = "CN=Example SSL Inspection") -> Handshake {
        var handshake = Healthy.handshake(endpoint)
        handshake.chain = [Healthy.certificate(for: endpoint.host, issuer: issuer)]
        handshake.verifications = handshake.verifications.map { .untrusted($0.store) }
        return handshake
    }

    /// Completed with a chain that is right but for its dates.
    static func outOfDate(_ endpoint: Endpoint, from: String, to: String, code: Int = 10) -> Handshake {
        var handshake = Healthy.handshake(endpoint)
        let certificate = Healthy.certificate(for: endpoint.host)
        handshake.chain = [
            Certificate(
                subject: certificate.subject, issuer: certificate.issuer,
                alternativeNames: certificate.alternativeNames, notBefore: Timestamp(from), notAfter: Timestamp(to),
                fingerprint: "ab12", publicKeyFingerprint: "cd34", pem: "")
        ]
        handshake.verifications = handshake.verifications.map {
            Verification(store: $0.store, isTrusted: false, code: code, depth: 0, isTrustedIgnoringDates: true)
        }
        return handshake
    }

    static func alert(_ endpoint: Endpoint, _ number: Int, wasReceived: Bool = true) -> Handshake {
        var handshake = Handshake.ended(endpoint, .alert)
        handshake.alert = Alert(number: number, name: "alert", wasReceived: wasReceived)
        handshake.bytesReceived = 7
        return handshake
    }

    static func plainText(_ endpoint: Endpoint, _ text: String) -> Handshake {
        var handshake = Handshake.ended(endpoint, .notTLS)
        handshake.opening = OpeningBytes(WireText(text))
        handshake.bytesReceived = text.utf8.count
        return handshake
    }
}

extension Handshake.Verification {
    /// X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY.
    static func untrusted(_ store: Handshake.Store) -> Self {
        Self(store: store, isTrusted: false, code: 20, depth: 0, isTrustedIgnoringDates: false)
    }

    static func trusted(_ store: Handshake.Store) -> Self {
        Self(store: store, isTrusted: true, code: 0, depth: 0, isTrustedIgnoringDates: true)
    }
}

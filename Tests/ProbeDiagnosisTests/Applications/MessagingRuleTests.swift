import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `MQTT without an answer` {
    @Test func `twice, while the same works inside a WebSocket, is swallowed`() throws {
        let survey = Survey.healthy.mqtt(.silent).mqttAgain(.silent)
        let finding = try #require(survey.findings(by: MQTTIsSwallowed.self).first)
        #expect(finding.confidence == .certain)
        #expect(finding.owner == .siteNetwork)
        // Nobody needs MQTT while AMQP is in use.
        #expect(finding.severity == .info)
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `stands in edgeHub's way where that is its upstream`() {
        let survey = Survey.healthy.asking { $0.upstream = .mqtt }.mqtt(.silent).mqttAgain(.silent)
        #expect(survey.rootCauses == [.mqttSwallowed])
        #expect(Diagnosis(of: survey).verdict == .degraded)
    }

    @Test func `once only is no verdict`() {
        #expect(Survey.healthy.mqtt(.silent).causes(by: MQTTIsSwallowed.self).isEmpty)
        #expect(Survey.healthy.mqtt(.silent).mqttAgain(.answered).causes(by: MQTTIsSwallowed.self).isEmpty)
    }

    @Test func `is less sure where the WebSocket fails too, or where the request never arrived`() {
        let survey = Survey.healthy.mqtt(.silent, acknowledged: false).mqttAgain(.silent)
        #expect(survey.findings(by: MQTTIsSwallowed.self).map(\.claim) == [.possible])
        let inside = Survey.healthy.mqtt(.silent).mqttAgain(.silent).mqtt(.silent, on: .hubMQTTOverWebSocket)
        #expect(inside.findings(by: MQTTIsSwallowed.self).map(\.claim) == [.likely])
    }

    @Test(arguments: [Exchange.Result.closed, .reset])
    func `but with a hang-up is closed`(result: Exchange.Result) {
        let survey = Survey.healthy.mqtt(result).mqttAgain(result)
        #expect(survey.findings(by: MQTTIsClosed.self).map(\.confidence) == [.certain])
        #expect(survey.causes(by: MQTTIsSwallowed.self).isEmpty)
    }

    @Test func `but with a hang-up inside the WebSocket as well is the hub's own doing`() {
        let survey = Survey.healthy.mqtt(.closed).mqttAgain(.closed).mqtt(.closed, on: .hubMQTTOverWebSocket)
        #expect(survey.findings(by: MQTTIsClosed.self).map(\.owner) == [.hubConfiguration])
    }

    @Test func `but an HTTP status line comes from another service`() {
        let survey = Survey.healthy.changing(ConnectMQTT.self, about: .hubMQTT) {
            $0 = MQTTEvidence(exchange: .unanswered(.otherProtocol))
            $0.exchange.opening = OpeningBytes(WireText("HTTP/1.1 400 Bad Request\r\n"))
        }
        #expect(survey.causes(by: AnotherServiceAnswers.self) == [.protoWrongService])
    }
}

struct `AMQP without an answer` {
    @Test func `plain and behind SASL, while the same works inside a WebSocket, is swallowed`() {
        let survey = Survey.healthy.amqp(.silent).sasl(.silent)
        #expect(survey.findings(by: AMQPIsSwallowed.self).map(\.confidence) == [.certain])
        #expect(survey.rootCauses == [.amqpSwallowed])
        #expect(Diagnosis(of: survey).verdict == .degraded)
    }

    @Test func `once only is no verdict`() {
        #expect(Survey.healthy.amqp(.silent).causes(by: AMQPIsSwallowed.self).isEmpty)
    }

    @Test(arguments: [(Exchange.Result.silent, Cause.amqpSwallowed), (.closed, .amqpClosed)])
    func `to the plain header, but with one to SASL, is of no use to the modules`(
        result: Exchange.Result, cause: Cause
    ) throws {
        let survey = Survey.healthy.amqp(result).sasl(.answered)
        #expect(survey.rootCauses == [cause])
        let diagnosis = Diagnosis(of: survey)
        #expect(try #require(diagnosis.findings.first).owner == .hubConfiguration)
        let amqp = try #require(diagnosis.transports.first { $0.transport == .amqp })
        #expect(amqp.usable == false)
        #expect(amqp.proof == .saslMechanisms)
        #expect(diagnosis.verdict == .degraded)
    }

    @Test func `to a header that nobody acknowledged was lost, and not declined`() {
        let survey = Survey.healthy.amqp(.silent).sasl(.answered).changing(OpenAMQP.self, about: .hubAMQP) {
            $0.exchange.tcp?.unacknowledgedSegments = 1
        }
        #expect(survey.causes(by: AMQPIsSwallowed.self).isEmpty)
    }

    @Test func `nor to MQTT is certain to be 443 alone where nobody acknowledged either`() {
        let survey = Survey.healthy.amqp(.silent).sasl(.silent).mqtt(.silent).mqttAgain(.silent)
        #expect(survey.findings(by: Only443IsOpen.self).map(\.claim) == [.certain])
        let outage = survey.changing(ConnectMQTT.self, about: .hubMQTT) {
            $0.exchange.tcp?.unacknowledgedSegments = 1
        }
        #expect(outage.findings(by: Only443IsOpen.self).map(\.claim) == [.likely])
    }

    @Test func `but with a hang-up, plain and behind SASL, is closed`() {
        let survey = Survey.healthy.amqp(.closed).sasl(.closed)
        #expect(survey.findings(by: AMQPIsClosed.self).map(\.owner) == [.siteNetwork])
        #expect(survey.rootCauses == [.amqpClosed])
    }

    @Test func `but a header of an older AMQP comes from another broker`() {
        let survey = Survey.healthy.amqp(.otherProtocol, header: "414d515000000901")
        #expect(survey.causes(by: AnotherServiceAnswers.self) == [.protoWrongService])
        #expect(survey.causes(by: AMQPIsClosed.self).isEmpty)
        #expect(survey.rootCauses == [.protoWrongService])
    }
}

struct `a WebSocket` {
    private let both: [Endpoint] = [.hubAMQPOverWebSocket, .hubMQTTOverWebSocket]

    @Test func `whose upgrade is answered like a plain request is stripped`() throws {
        let survey = Survey.healthy.forEach(both) { $0.upgrade(404, on: $1, headers: [("via", "1.1 proxy")]) }
        let finding = try #require(survey.findings(by: UpgradeIsStripped.self).first)
        #expect(finding.confidence == .certain)
        #expect(finding.owner == .proxy)
        #expect(finding.evidence.contains { $0.shows.english.contains("via: 1.1 proxy") })
    }

    @Test(arguments: [400, 401, 403])
    func `whose upgrade the hub itself refuses is not stripped`(status: Int) {
        let survey = Survey.healthy.forEach(both) {
            $0.upgrade(status, on: $1, headers: [("iothub-errorcode", "InvalidProtocolVersion")])
        }
        #expect(survey.causes(by: UpgradeIsStripped.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `whose upgrade dies while a plain request lives is blocked`() {
        let survey = Survey.healthy.forEach(both) { $0.upgrade(nil, on: $1, .reset).plainRequest(400, on: $1) }
        #expect(survey.findings(by: UpgradeIsBlocked.self).map(\.confidence) == [.certain])
    }

    @Test func `whose upgrade dies like a plain request is not blocked by its upgrade`() {
        let survey = Survey.healthy.forEach(both) { $0.upgrade(nil, on: $1, .reset).plainRequest(nil, on: $1) }
        #expect(survey.causes(by: UpgradeIsBlocked.self).isEmpty)
    }

    @Test func `whose upgrade is silent once is no verdict`() {
        let survey = Survey.healthy.upgrade(nil, on: .hubMQTTOverWebSocket, .silent)
            .plainRequest(400, on: .hubMQTTOverWebSocket)
        #expect(survey.causes(by: UpgradeIsBlocked.self).isEmpty)
    }

    @Test func `that opens and carries nothing drops its frames`() {
        let survey = Survey.healthy.mqtt(.silent, on: .hubMQTTOverWebSocket).amqp(.silent, on: .hubAMQPOverWebSocket)
        #expect(survey.findings(by: FramesAreDropped.self).map(\.confidence) == [.certain])
        let one = Survey.healthy.mqtt(.silent, on: .hubMQTTOverWebSocket)
        #expect(one.findings(by: FramesAreDropped.self).map(\.claim) == [.possible])
    }

    @Test func `that opens for no protocol of ours lacks the subprotocol`() {
        let survey = Survey.healthy.changing(UpgradeWebSocket.self, about: .hubMQTTOverWebSocket) {
            $0.subprotocolMatches = false
        }
        #expect(survey.causes(by: SubprotocolIsMissing.self) == [.wsSubprotocolMissing])
        #expect(survey.causes(by: UpgradeIsStripped.self).isEmpty)
    }
}

struct `HTTPS without the hub's mark` {
    private func survey(_ status: Int) -> Survey {
        Survey.healthy.changing(RequestHTTPS.self, about: .hubHTTPS) {
            $0.answer = .answer(status, [("server", "squid")])
            $0.proof = nil
        }
    }

    @Test func `comes from somebody else, whose WebSockets are a symptom`() throws {
        let survey = survey(200).forEach([.hubAMQPOverWebSocket, .hubMQTTOverWebSocket]) { $0.upgrade(200, on: $1) }
        #expect(survey.rootCauses == [.httpNotTheHub])
        #expect(try #require(Diagnosis(of: survey).findings.first).explains == [.wsUpgradeStripped])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is likely somebody else's where the server is in trouble`() {
        #expect(survey(503).findings(by: SomethingElseAnswersHTTPS.self).map(\.claim) == [.likely])
    }

    @Test func `is nobody's on the way where a public authority vouches for who answers`() throws {
        func finding(trustedBy store: Handshake.Store) throws -> Finding {
            let vouched = survey(403).changing(HandshakeTLS.self, about: .hubHTTPS) {
                $0.verifications = [
                    .init(store: store, isTrusted: true, code: 0, depth: 0, isTrustedIgnoringDates: true)
                ]
            }
            return try #require(vouched.findings(by: SomethingElseAnswersHTTPS.self).first)
        }
        let (genuine, given) = (try finding(trustedBy: .publicRoots), try finding(trustedBy: .given))
        #expect(genuine.owner == .cloud && genuine.claim == .likely)
        #expect(given.owner == .siteNetwork && given.claim == .certain)
    }

    @Test func `is no finding where the hub refuses with its own mark`() {
        #expect(Survey.healthy.causes(by: SomethingElseAnswersHTTPS.self).isEmpty)
    }
}

struct `port 443 alone` {
    @Test func `is open where AMQP and MQTT are dropped alike`() throws {
        let diagnosis = Diagnosis(of: .healthy.dropping([.hubAMQP, .hubMQTT]))
        #expect(diagnosis.findings.map(\.cause) == [.transportOnly443])
        #expect(diagnosis.verdict == .degraded)
        #expect(
            diagnosis.summary.english
                == "AMQP is filtered on the way out; edgeAgent will fall back to WebSockets, edgeHub will not.")
        #expect(try #require(diagnosis.findings.first).severity == .warning)
    }

    @Test func `is no warning where edgeHub uses WebSockets`() {
        let diagnosis = Diagnosis(
            of: .healthy.asking { $0.upstream = .amqpOverWebSocket }.dropping([.hubAMQP, .hubMQTT]))
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.allSatisfy { $0.severity == .info })
    }

    @Test func `is not the story where one is dropped and the other refused`() {
        let survey = Survey.healthy.dropping([.hubAMQP]).changing(ConnectEndpoint.self, about: .hubMQTT) {
            $0 = .refused(.hubMQTT)
        }
        #expect(survey.causes(by: Only443IsOpen.self).isEmpty)
    }

    @Test func `is not the story where its WebSockets fail too`() {
        let survey = Survey.healthy.dropping([.hubAMQP, .hubMQTT])
            .forEach([.hubAMQPOverWebSocket, .hubMQTTOverWebSocket]) { $0.upgrade(404, on: $1) }
        #expect(survey.causes(by: Only443IsOpen.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is named with the box that forbids the others`() throws {
        let survey = Survey.healthy.forEach([.hubAMQP, .hubMQTT]) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) {
                $0 = .failed(endpoint, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1"))
            }
        }
        let finding = try #require(survey.findings(by: Only443IsOpen.self).first)
        #expect(finding.location.address == Places.address("10.1.0.1"))
    }
}

struct `a hub that says that it serves nobody` {
    private static func answering(_ status: Int, _ code: String) -> Survey {
        Survey.healthy.changing(RequestHTTPS.self, about: .hubHTTPS) {
            $0.answer = HTTPAnswer(
                status: status, headers: [.init(name: WireText("iothub-errorcode"), value: WireText(code))],
                bodyOpening: nil)
        }
    }

    @Test(arguments: [(400, "IotHubSuspended"), (404, "IotHubNotFound")])
    func `is out of service, whatever gets through`(status: Int, code: String) throws {
        let survey = Self.answering(status, code)
        #expect(survey.rootCauses == [.hubOutOfService])
        let finding = try #require(survey.findings(by: HubIsOutOfService.self).first)
        #expect((finding.owner, finding.confidence, finding.severity) == (.hubConfiguration, .certain, .error))
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is out of service by AMQP's words, and for the moment by MQTT's`() throws {
        let closed = Survey.healthy.changing(OpenAMQP.self, about: .hubAMQP) {
            $0.closeCondition = AMQPCondition(WireText("com.microsoft:iot-hub-suspended"))
        }
        #expect(closed.rootCauses == [.hubOutOfService])
        let unavailable = Survey.healthy.changing(ConnectMQTT.self, about: .hubMQTT) { $0.returnCode = 3 }
        let finding = try #require(unavailable.findings(by: HubIsOutOfService.self).first)
        #expect((finding.severity, finding.claim) == (.warning, .likely))
        #expect(Diagnosis(of: unavailable).verdict == .ready)
    }

    @Test(arguments: [(401, "IotHubUnauthorizedAccess"), (400, "InvalidProtocolVersion"), (404, "DeviceNotFound")])
    func `is in service where it refuses a stranger`(status: Int, code: String) {
        #expect(Self.answering(status, code).findings(by: HubIsOutOfService.self).isEmpty)
    }
}

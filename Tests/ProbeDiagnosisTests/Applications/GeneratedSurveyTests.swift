import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import TestSupport
import Testing

/// What has to hold for every survey, however odd: checked on many that nobody thought of.
struct `every survey` {
    @Test(arguments: 0..<24 as Range<UInt64>)
    func `gets a verdict that its findings and rows bear out`(batch: UInt64) {
        for number in 0..<8 as Range<UInt64> {
            var random = SeededGenerator(seed: batch &* 1_000_003 &+ number)
            let survey = Survey.generated(by: &random)
            let diagnosis = Diagnosis(of: survey)
            let rows = NeededRow.all(in: Scene(of: survey))
            let hasError = diagnosis.findings.contains { $0.severity == .error }

            #expect((diagnosis.verdict == .blocked) == hasError, "\(batch)/\(number)")
            switch diagnosis.verdict {
            case .ready: #expect(!rows.contains { !$0.isSatisfied }, "\(batch)/\(number)")
            case .degraded: #expect(!rows.contains { $0.state == .failed || $0.state == .unknown })
            case .inconclusive: #expect(rows.contains { $0.state == .failed || $0.state == .unknown })
            case .blocked:
                // An error about something that works would be a false alarm.
                let falls = rows.contains { !$0.isSatisfied }
                #expect(falls, "\(batch)/\(number): \(diagnosis.findings.map { $0.cause.rawValue })")
            }
            #expect(diagnosis.transports.allSatisfy { $0.usable != true || $0.proof != nil })
            #expect(diagnosis.findings.allSatisfy { $0.isSound(in: survey) }, "\(batch)/\(number)")
            if number == 0 { #expect(Diagnosis(of: survey) == diagnosis) }
        }
    }
}

extension NeededRow {
    fileprivate var isSatisfied: Bool {
        if case .satisfied = state { true } else { false }
    }
}

extension Finding {
    /// Complete, and its references point at what the survey holds.
    fileprivate func isSound(in survey: Survey) -> Bool {
        let indices = Set(survey.observations.map(\.index))
        return !vantages.isEmpty && !evidence.isEmpty && evidence.allSatisfy { indices.contains($0.observation) }
            && summary.english.hasSuffix(".") && !refutedBy.english.isEmpty && !explains.contains(cause)
    }
}

extension Survey {
    /// A healthy run with up to four faults, each on some of the ladders.
    fileprivate static func generated(by random: inout SeededGenerator) -> Survey {
        let vantages: [[Vantage]] = [
            [.host], [.host], [.host, Places.bridge], [.host, Places.bridge, Places.edgeNetwork],
        ]
        let usesProxy = Int.random(in: 0..<3, using: &random) == 0
        let source: Proxy.Source =
            [.commandLine, .environment, .configuration].randomElement(using: &random) ?? .commandLine
        let upstream = Transport.allCases.filter { $0 != .https }.randomElement(using: &random) ?? .amqp
        let hasScope = Bool.random(using: &random)
        var survey = Survey.healthy(from: vantages.randomElement(using: &random) ?? [.host]) { plan in
            plan.upstream = upstream
            plan.idScope = hasScope ? "0ne00012345" : nil
            guard usesProxy else { return }
            plan.proxy = Proxy(Places.proxyAddress, source: source)
        }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let fault = Fault.allCases.randomElement(using: &random) ?? .silent
            let share = Int.random(in: 1...4, using: &random)
            for vantage in survey.vantages where Int.random(in: 0..<3, using: &random) > 0 {
                for endpoint in survey.endpoints(from: vantage) where Int.random(in: 0..<4, using: &random) < share {
                    survey = survey.suffering(fault, endpoint, from: vantage)
                }
            }
        }
        return survey
    }

    private func suffering(_ fault: Fault, _ endpoint: Endpoint, from vantage: Vantage) -> Survey {
        switch fault {
        case .silent: changing(at: endpoint, vantage) { $0 = .silent(endpoint) }
        case .refused: changing(at: endpoint, vantage) { $0 = .refused(endpoint) }
        case .prohibited:
            changing(at: endpoint, vantage) {
                $0 = .failed(endpoint, "EHOSTUNREACH", icmp: .v4(3, 13, from: "10.1.0.1"))
            }
        case .noRoute:
            changing(at: endpoint, vantage) { $0 = .failed(endpoint, "ENETUNREACH", isSynchronous: true) }
        case .handshakeReset, .handshakeSilent, .handshakeClosed:
            shaking(
                at: endpoint, vantage, fault == .handshakeReset ? .reset : fault == .handshakeSilent ? .silent : .closed
            )
        case .unknownRoot: changing(handshakeAt: endpoint, vantage) { $0 = .unknownRoot(endpoint) }
        case .expired:
            changing(handshakeAt: endpoint, vantage) {
                $0 = .outOfDate(endpoint, from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z")
            }
        case .anotherName: changing(handshakeAt: endpoint, vantage) { $0.matchesName = false }
        case .onlyThisHost:
            changing(handshakeAt: endpoint, vantage) {
                $0.verifications = [.untrusted(.publicRoots), .trusted(.system)]
            }
        case .plainText:
            changing(handshakeAt: endpoint, vantage) { $0 = .plainText(endpoint, "HTTP/1.1 403 Forbidden") }
        case .superseded: changing(handshakeAt: endpoint, vantage) { $0 = .ended(endpoint, .superseded) }
        case .nameless:
            changingIfSeen(ResolveName.self, Name(endpoint.host), vantage) { $0 = .answering(endpoint.host, code: 3) }
        case .excluded: skipping(ConnectEndpoint.self, about: endpoint, from: vantage, because: .excluded)
        case .noTunnel: changingIfSeen(OpenTunnel.self, endpoint, vantage) { $0.answer = .answer(403) }
        case .credentials: changingIfSeen(OpenTunnel.self, endpoint, vantage) { $0.answer = .answer(407) }
        case .stripped:
            changingIfSeen(UpgradeWebSocket.self, endpoint, vantage) {
                $0 = WebSocketEvidence(exchange: Healthy.exchange())
                $0.answer = .answer(404)
            }
        case .mqttSilent:
            changingIfSeen(ConnectMQTT.self, endpoint, vantage) { $0 = MQTTEvidence(exchange: .unanswered(.silent)) }
        case .amqpClosed:
            changingIfSeen(OpenAMQP.self, endpoint, vantage) { $0 = AMQPEvidence(exchange: .unanswered(.closed)) }
        case .someoneElse:
            changingIfSeen(RequestHTTPS.self, endpoint, vantage) {
                $0.answer = .answer(200)
                $0.proof = nil
            }
        case .dataSilent:
            changingIfSeen(ReachDataEndpoint.self, endpoint, vantage) {
                $0.handshake = .silent(endpoint, acknowledged: 1501)
            }
        case .clock:
            changingIfSeen(RequestHTTPS.self, endpoint, vantage) {
                $0.deviceTime = Timestamp(secondsSince1970: 1_700_000_000)
            }
        }
    }

    private func changing(
        at endpoint: Endpoint, _ vantage: Vantage, _ change: (inout ConnectEvidence) -> Void
    ) -> Survey { changingIfSeen(ConnectEndpoint.self, endpoint, vantage, change) }

    private func changing(
        handshakeAt endpoint: Endpoint, _ vantage: Vantage, _ change: (inout Handshake) -> Void
    ) -> Survey { changingIfSeen(HandshakeTLS.self, endpoint, vantage, change) }

    private func changingIfSeen<P: Question>(
        _ probe: P.Type, _ subject: P.About, _ vantage: Vantage, _ change: (inout P.Evidence) -> Void
    ) -> Survey {
        seen(P.self, about: subject, from: vantage) == nil
            ? self : changing(P.self, about: subject, from: vantage, change)
    }

    private func shaking(at endpoint: Endpoint, _ vantage: Vantage, _ result: Handshake.Result) -> Survey {
        guard seen(HandshakeTLS.self, about: endpoint, from: vantage) != nil else { return self }
        let end: (Endpoint) -> Handshake = {
            result == .silent ? .silent($0, acknowledged: 1501) : .ended($0, result)
        }
        return handshake(
            on: [endpoint], from: vantage, end, repeated: end, otherName: end, noName: Healthy.handshake,
            smallSegments: end)
    }
}

private enum Fault: CaseIterable {
    case silent, refused, prohibited, noRoute, nameless, excluded, superseded
    case handshakeReset, handshakeSilent, handshakeClosed, unknownRoot, expired, anotherName, onlyThisHost, plainText
    case noTunnel, credentials, stripped, mqttSilent, amqpClosed, someoneElse, dataSilent, clock
}

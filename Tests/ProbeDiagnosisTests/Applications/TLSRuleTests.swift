import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

private let ports: [Endpoint] = [.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket, .hubAMQP, .hubMQTT]

private func reset(_ endpoint: Endpoint) -> Handshake { .ended(endpoint, .reset) }
private func closed(_ endpoint: Endpoint) -> Handshake { .ended(endpoint, .closed) }
private func silent(_ endpoint: Endpoint) -> Handshake { .silent(endpoint, acknowledged: 1501) }
private func completed(_ endpoint: Endpoint) -> Handshake { Healthy.handshake(endpoint) }

struct `a handshake that names the hub` {
    @Test func `and is reset twice, where another name completes, is filtered`() throws {
        let survey = Survey.healthy.handshake(
            on: ports, reset, repeated: reset, otherName: completed, noName: completed)
        let findings = survey.findings(by: ServerNameIsFiltered.self)
        // One filter stands before all ports of the hub, so one finding speaks for them and names the others.
        #expect(findings.map(\.subject.port) == [nil])
        #expect(try #require(findings.first).summary.english.hasSuffix("The same on ports 5671 and 8883."))
        #expect(findings.allSatisfy { $0.cause == .tlsSNIFiltered && $0.confidence == .certain })
        #expect(try #require(findings.first).owner == .siteNetwork)
    }

    @Test(arguments: [Handshake.Result.silent, .closed])
    func `and is dropped or closed is likely filtered`(result: Handshake.Result) {
        let end = result == .silent ? silent : closed
        let survey = Survey.healthy.handshake(on: [.hubAMQP], end, repeated: end, otherName: completed)
        #expect(survey.findings(by: ServerNameIsFiltered.self).map(\.claim) == [.likely])
        #expect(survey.rootCauses == [.tlsSNIFiltered])
    }

    @Test func `and is answered by an alert under another name is filtered too`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], reset, repeated: reset, noName: { .alert($0, 112) })
        #expect(survey.findings(by: ServerNameIsFiltered.self).map(\.claim) == [.likely])
    }

    @Test(arguments: [40, 49, 70, 112])
    func `and is refused with an alert, where the hub proves itself for another name, is likely filtered`(number: Int) {
        func refused(_ endpoint: Endpoint) -> Handshake { .alert(endpoint, number) }
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], refused, repeated: refused, otherName: completed, noName: refused)
        #expect(survey.findings(by: ServerNameIsFiltered.self).map(\.claim) == [.likely])
        #expect(survey.rootCauses == [.tlsSNIFiltered])
    }

    @Test func `and is refused with an alert by a server of another name is not filtered`() {
        func refused(_ endpoint: Endpoint) -> Handshake { .alert(endpoint, 112) }
        func another(_ endpoint: Endpoint) -> Handshake { .unknownRoot(endpoint) }
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], refused, repeated: refused, otherName: refused, noName: another)
        #expect(survey.causes(by: ServerNameIsFiltered.self).isEmpty)
        let once = Survey.healthy.handshake(on: [.hubAMQP], refused, repeated: completed, otherName: completed)
        #expect(once.causes(by: ServerNameIsFiltered.self).isEmpty)
    }

    @Test func `and is dropped in one piece, although another name passes, is filtered`() {
        func lost(_ endpoint: Endpoint) -> Handshake { .silent(endpoint, acknowledged: 1, sent: 520) }
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], lost, repeated: lost, otherName: completed, smallSegments: completed)
        #expect(survey.rootCauses == [.tlsSNIFiltered])
    }

    @Test func `and meets a reset whatever the name is not filtered by name`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], reset, repeated: reset, otherName: reset, noName: reset)
        #expect(survey.causes(by: ServerNameIsFiltered.self).isEmpty)
    }

    @Test func `and gets through on repetition is no verdict`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], reset, repeated: completed, otherName: completed)
        #expect(survey.causes(by: ServerNameIsFiltered.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
        #expect(Diagnosis(of: survey).transports.first { $0.transport == .amqp }?.usable == .some(nil))
    }

    @Test func `and is silent once is no verdict`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], silent, otherName: completed)
        #expect(survey.causes(by: ServerNameIsFiltered.self).isEmpty)
    }

    @Test func `and gets through in small segments meets the path's MTU`() {
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], silent, repeated: silent, otherName: completed, smallSegments: completed)
        #expect(survey.causes(by: ServerNameIsFiltered.self).isEmpty)
        #expect(survey.causes(by: HandshakeIsSwallowed.self).isEmpty)
    }
}

struct `a handshake that meets silence` {
    @Test func `whatever the name and the segments is swallowed, likely at most`() {
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], silent, repeated: silent, otherName: silent, noName: silent, smallSegments: silent)
        #expect(survey.findings(by: HandshakeIsSwallowed.self).map(\.claim) == [.likely])
        #expect(survey.rootCauses == [.tlsSwallowed])
    }

    @Test func `without controls is swallowed possibly`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], silent, repeated: silent)
        #expect(survey.findings(by: HandshakeIsSwallowed.self).map(\.claim) == [.possible])
    }

    @Test func `once only is no verdict`() {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], silent, otherName: silent, smallSegments: silent)
        #expect(survey.causes(by: HandshakeIsSwallowed.self).isEmpty)
    }

    @Test func `with a tail ahead of a gap is left to the MTU`() {
        let survey = Survey.healthy.handshake(
            on: [.hubAMQP], { .silent($0, acknowledged: 1501, outOfOrder: 1) }, repeated: silent, otherName: silent)
        #expect(survey.causes(by: HandshakeIsSwallowed.self).isEmpty)
    }
}

struct `a handshake that is closed` {
    @Test func `without an alert, whatever the name, is closed on the way`() {
        let survey = Survey.healthy.handshake(
            on: [.hubMQTT], closed, repeated: closed, otherName: closed, noName: closed)
        #expect(survey.findings(by: HandshakeIsClosed.self).map(\.claim) == [.likely])
    }

    @Test func `for one name only is filtered by name`() {
        let survey = Survey.healthy.handshake(on: [.hubMQTT], closed, repeated: closed, otherName: completed)
        #expect(survey.causes(by: HandshakeIsClosed.self).isEmpty)
    }
}

struct `an alert` {
    @Test func `of number 70 is a version mismatch, from either side`() {
        for wasReceived in [true, false] {
            let survey = Survey.healthy.handshake(on: [.hubHTTPS], { .alert($0, 70, wasReceived: wasReceived) })
            #expect(survey.causes(by: TLSVersionIsRefused.self) == [.tlsVersionMismatch])
            #expect(survey.causes(by: CipherIsRefused.self).isEmpty)
        }
    }

    @Test func `that several services send is the path's`() {
        let one = Survey.healthy.handshake(on: [.hubHTTPS], { .alert($0, 70) })
        // A hub speaks TLS 1.2, and nobody can choose otherwise.
        #expect(one.findings(by: TLSVersionIsRefused.self).map(\.owner) == [.siteNetwork])
        #expect(one.findings(by: TLSVersionIsRefused.self).map(\.claim) == [.likely])
        let two = Survey.healthy.handshake(on: [.hubHTTPS, .registryHTTPS], { .alert($0, 70) })
        #expect(two.findings(by: TLSVersionIsRefused.self).allSatisfy { $0.owner == .siteNetwork })
    }

    @Test(arguments: [(40, Finding.Confidence.likely), (71, .certain)])
    func `of number 40 or 71 is a cipher mismatch`(number: Int, claim: Finding.Confidence) {
        let survey = Survey.healthy.handshake(on: [.hubHTTPS], { .alert($0, number) })
        #expect(survey.findings(by: CipherIsRefused.self).map(\.claim) == [claim])
    }

    @Test func `of number 40 to one name only is no matter of ciphers`() {
        let survey = Survey.healthy.handshake(on: [.hubHTTPS], { .alert($0, 40) }, otherName: completed)
        #expect(survey.causes(by: CipherIsRefused.self).isEmpty)
    }
}

struct `an answer that is not TLS` {
    @Test func `but an HTTP status line gives a portal or proxy away`() throws {
        let survey = Survey.healthy.handshake(on: [.hubAMQP], { .plainText($0, "HTTP/1.1 400 Bad Request\r\n") })
        let finding = try #require(survey.findings(by: ReplyIsNotTLS.self).first)
        #expect(finding.cause == .tlsNonTLSReply)
        #expect(finding.summary.english.contains("HTTP"))
        #expect(survey.rootCauses == [.tlsNonTLSReply])
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "AMQP\u{0}\u{0}\u{9}\u{1}"])
    func `but another known protocol is another service`(opening: String) {
        let survey = Survey.healthy.handshake(on: [.hubMQTT], { .plainText($0, opening) })
        #expect(survey.causes(by: ReplyIsNotTLS.self).isEmpty)
        #expect(survey.causes(by: AnotherServiceAnswers.self) == [.protoWrongService])
    }
}

struct `a trusted certificate for another name` {
    private static func strange(_ endpoint: Endpoint, _ leaf: String = "0a") -> Handshake {
        var handshake = Healthy.handshake(endpoint)
        handshake.matchesName = false
        handshake.remote = Healthy.attempt(endpoint).remote
        let page = Healthy.certificate(for: Places.dataEndpoint)
        handshake.chain = [
            Certificate(
                subject: page.subject, issuer: page.issuer, alternativeNames: page.alternativeNames,
                notBefore: page.notBefore, notAfter: page.notAfter, fingerprint: leaf, publicKeyFingerprint: leaf,
                pem: "")
        ]
        return handshake
    }

    private static func shown(on endpoints: [Endpoint], _ leaf: (Endpoint) -> String = { _ in "0a" }) -> Survey {
        Survey.healthy.forEach(endpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0 = strange(endpoint, leaf(endpoint)) }
        }.forEach(Endpoint.hubEndpoints.filter { !endpoints.contains($0) }) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0.remote = Healthy.attempt(endpoint).remote }
        }
    }

    private static func owners(_ survey: Survey) -> Set<Owner> {
        Set(survey.findings(by: CertificateIsForAnotherName.self).map(\.owner))
    }

    @Test func `is the service's own matter, or its name's, on every port`() {
        #expect(Self.owners(Self.shown(on: Endpoint.hubEndpoints)) == [.hubConfiguration])
    }

    @Test func `is somebody's on the way where the service proves itself on another port`() {
        let on443 = Endpoint.hubEndpoints.filter { $0.port == 443 }
        #expect(Self.owners(Self.shown(on: on443)) == [.siteNetwork])
    }

    @Test func `is somebody's on the way where it answers for other services as well`() {
        let all = Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS]
        #expect(Self.owners(Self.shown(on: all)) == [.siteNetwork])
        // Each with another: of the services that are Microsoft's for everybody no hub's owner decides.
        #expect(Self.owners(Self.shown(on: all) { "\($0.host)" }) == [.hubConfiguration, .siteNetwork])
    }
}

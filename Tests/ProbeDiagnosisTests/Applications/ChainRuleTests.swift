import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

private let on443: [Endpoint] = [.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket]

struct `a chain of an unknown root` {
    @Test func `that the hub, the registry and DPS share is intercepted, and the issuer is shown`() throws {
        let survey = Survey.healthy.translatingNothing().handshake(
            on: Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS], { .unknownRoot($0) })
        let finding = try #require(survey.findings(by: TLSIsIntercepted.self).first)
        #expect(finding.confidence == .certain)
        #expect(finding.severity == .error)
        #expect(finding.summary.english.contains("Example SSL Inspection"))
        #expect(survey.rootCauses == [.tlsIntercepted])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `with another issuer for each service is likely intercepted`() {
        let survey = Survey.healthy.handshake(on: [.hubHTTPS, .registryHTTPS]) {
            .unknownRoot($0, issuer: "CN=\($0.host)")
        }
        #expect(survey.findings(by: TLSIsIntercepted.self).map(\.claim) == [.likely])
    }

    @Test func `that the hub alone has is an unknown authority`() {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints, { .unknownRoot($0) })
        #expect(survey.causes(by: TLSIsIntercepted.self).isEmpty)
        let findings = survey.findings(by: AuthorityIsUnknown.self)
        #expect(findings.map(\.cause) == [.tlsUnknownCA])
        #expect(findings.map(\.subject.port) == [nil])
        #expect(Set(survey.rootCauses) == [.tlsUnknownCA])
    }

    @Test func `on one port of the hub, whose other ports show the real one, is intercepted`() throws {
        let survey = Survey.healthy.translatingNothing().handshake(on: on443, { .unknownRoot($0) })
        let finding = try #require(survey.findings(by: TLSIsIntercepted.self).first)
        #expect(finding.confidence == .certain)
        #expect(finding.subject.port == 443)
        #expect(survey.causes(by: AuthorityIsUnknown.self).isEmpty)
    }

    @Test func `is not certain to be shown on the way where this device may redirect by itself`() throws {
        let survey = Survey.healthy.handshake(on: on443, { .unknownRoot($0) })
        let finding = try #require(survey.findings(by: TLSIsIntercepted.self).first)
        #expect(finding.claim == .certain)
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.map(\.cause) == [.natRedirected])
    }

    @Test func `without anything to compare with is not certain`() {
        let alone = Survey.healthy.without(.dps).without(.registry)
        let azure = alone.handshake(on: Endpoint.hubEndpoints, { .unknownRoot($0) })
        #expect(azure.findings(by: TLSIsIntercepted.self).map(\.claim) == [.likely])
    }

    @Test func `is nobody's fault where dates alone are wrong`() {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints + [.registryHTTPS]) {
            .outOfDate($0, from: "2024-01-01T00:00:00Z", to: "2025-01-01T00:00:00Z")
        }
        #expect(survey.causes(by: TLSIsIntercepted.self).isEmpty)
        #expect(survey.causes(by: AuthorityIsUnknown.self).isEmpty)
    }
}

struct `a chain that this host alone trusts` {
    private func survey(_ endpoints: [Endpoint], from vantages: [Vantage] = [.host]) -> Survey {
        Survey.healthy(from: vantages).forEach(endpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.chain = [Healthy.certificate(for: endpoint.host, issuer: "CN=Example SSL Inspection")]
                $0.verifications = [.untrusted(.publicRoots), .trusted(.system)]
            }
        }
    }

    @Test func `is intercepted, and the containers will not get through`() {
        let survey = survey(Endpoint.hubEndpoints)
        #expect(Set(survey.causes(by: InterceptionIsTrustedHere.self)) == [.tlsInterceptedTrusted])
        #expect(survey.causes(by: TLSIsIntercepted.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .blocked)
        #expect(Diagnosis(of: survey).transports.allSatisfy { $0.usable == true })
    }

    @Test func `is right for the registry and DPS`() {
        #expect(survey([.registryHTTPS, .dpsHTTPS]).causes(by: InterceptionIsTrustedHere.self).isEmpty)
        #expect(Diagnosis(of: survey([.registryHTTPS, .dpsHTTPS])).verdict == .ready)
    }

    @Test func `is right where only given roots were asked`() {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) { $0.verifications = [.trusted(.given)] }
        }
        #expect(survey.causes(by: InterceptionIsTrustedHere.self).isEmpty)
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }

    private func given(at endpoints: [Endpoint]) -> Survey {
        Survey.healthy.forEach(endpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.verifications = [.untrusted(.publicRoots), .untrusted(.system), .trusted(.given)]
            }
        }
    }

    @Test func `whose root was given and is not in a store that knows the others keeps the identity service out`()
        throws
    {
        let diagnosis = Diagnosis(of: given(at: Endpoint.hubEndpoints))
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.map(\.cause) == [.tlsUnknownCA])
        let finding = try #require(diagnosis.findings.first)
        #expect(finding.subject.name == Places.hub)
        // Nobody but the hub has a chain of that root, whatever the rules of this device may do.
        #expect(finding.differential?.excluded.map(\.cause).contains(.natRedirected) == true)
    }

    @Test func `whose root was given is right where the store knows none of the services, and that is told`() {
        let diagnosis = Diagnosis(of: given(at: Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]))
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.cause) == [.tlsUnknownCA])
        #expect(diagnosis.findings.map(\.severity) == [.info])
    }

    /// As behind a box that inspects everything, whose root was given and never installed.
    private func inspected(hasPublicRoots: Bool? = true, _ endpoints: [Endpoint]) -> Survey {
        given(at: endpoints).forEach(endpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.verifications[1].hasPublicRoots = hasPublicRoots
            }
        }
    }

    @Test(arguments: [true, false])
    func `whose root was given for everything, Microsoft's public services too, keeps the device out`(
        hasPublicRoots: Bool
    ) {
        let services = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
        let survey = inspected(hasPublicRoots: hasPublicRoots, services).asking { $0.registriesWithRoots = [] }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.map(\.cause) == [.tlsUnknownCA, .tlsUnknownCA])
        #expect(diagnosis.findings.map(\.subject.name) == [Places.hub, Places.registry])
        #expect(diagnosis.findings.map(\.severity) == [.error, .error])
    }

    @Test func `whose root was given for the registry alone stops the pulls, unless the engine has it`() {
        let survey = inspected([.registryHTTPS])
        #expect(Diagnosis(of: survey.asking { $0.registriesWithRoots = [] }).verdict == .blocked)
        #expect(Diagnosis(of: survey.asking { $0.registriesWithRoots = [Places.registry] }).verdict == .ready)
    }

    @Test func `whose root was given for the hub alone is a tester's, where nothing public was looked at`() {
        let survey = inspected(Endpoint.hubEndpoints).without(.dps).without(.registry)
        #expect(Diagnosis(of: survey).findings.map(\.severity) == [.info])
    }

    @Test func `whose root is the demonstration's own is in nobody's store`() {
        let services = Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]
        let diagnosis = Diagnosis(of: inspected(services).asking { $0.isDemonstration = true })
        #expect(diagnosis.findings.isEmpty && diagnosis.verdict == .ready)
    }
}

struct `a public chain` {
    @Test func `whose root the host's store lacks stops the pulls`() {
        let survey = Survey.healthy.changing(HandshakeTLS.self, about: .registryHTTPS) {
            $0.verifications = [.trusted(.publicRoots), .untrusted(.system)]
        }
        #expect(survey.rootCauses == [.tlsUnknownCA])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `whose root the host's store lacks is a warning where nothing needs the registry`() {
        let survey = Survey.healthy.asking { $0.spareRegistries = [Places.registry] }
            .changing(HandshakeTLS.self, about: .registryHTTPS) {
                $0.verifications = [.trusted(.publicRoots), .untrusted(.system)]
            }
        #expect(Diagnosis(of: survey).verdict == .ready)
        #expect(Diagnosis(of: survey).findings.map(\.severity) == [.warning])
    }

    /// Right but for the dates of the one root that the store has.
    private func old(_ others: [Handshake.Verification]) -> Survey {
        let old = Handshake.Verification(
            store: .system, isTrusted: false, code: 10, depth: 2, isTrustedIgnoringDates: true)
        return Survey.healthy.asking { $0.registriesWithRoots = [] }
            .changing(HandshakeTLS.self, about: .registryHTTPS) { $0.verifications = [old] + others }
    }

    @Test func `whose new root the host's store lacks, and has the old one of, stops the pulls`() {
        for others in [[.trusted(.publicRoots)], [.untrusted(.publicRoots), .trusted(.given)]]
            as [[Handshake.Verification]]
        {
            #expect(old(others).rootCauses == [.tlsUnknownCA])
            #expect(Diagnosis(of: old(others)).verdict == .blocked)
        }
    }

    @Test func `for another name is a mismatch`() {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints) {
            var handshake = Healthy.handshake($0)
            handshake.matchesName = false
            return handshake
        }
        #expect(Set(survey.rootCauses) == [.tlsHostnameMismatch])
    }
}

struct `a chain out of date` {
    private let expired: @Sendable (Endpoint) -> Handshake = {
        .outOfDate($0, from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z")
    }
    private let future: @Sendable (Endpoint) -> Handshake = {
        .outOfDate($0, from: "2027-06-01T00:00:00Z", to: "2028-06-01T00:00:00Z", code: 9)
    }

    @Test func `has expired, certainly so where a service confirms the time`() throws {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints, expired)
        #expect(Set(survey.findings(by: CertificateIsOutOfDate.self).map(\.claim)) == [.likely])
        let confirmed = survey.adding(RequestHTTPS.self, about: .hubHTTPS, Healthy.https)
        #expect(Set(confirmed.findings(by: CertificateIsOutOfDate.self).map(\.confidence)) == [.certain])
        #expect(Set(confirmed.rootCauses) == [.tlsExpired])
    }

    @Test func `is not valid yet`() {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints, future)
        #expect(Set(survey.rootCauses) == [.tlsNotYetValid])
    }

    /// Of the store that this host alone has, while nobody else knows the root.
    private func inspected(_ endpoints: [Endpoint]) -> Survey {
        Survey.healthy.translatingNothing().adding(RequestHTTPS.self, about: .hubHTTPS, Healthy.https)
            .handshake(on: endpoints) { endpoint in
                var handshake = Healthy.handshake(endpoint)
                handshake.chain = [Healthy.certificate(for: endpoint.host, issuer: "CN=Example SSL Inspection")]
                handshake.verifications = [
                    .untrusted(.publicRoots),
                    .init(store: .system, isTrusted: false, code: 10, depth: 1, isTrustedIgnoringDates: true),
                ]
                return handshake
            }
    }

    @Test func `of somebody who inspects with a root that has expired is interception`() throws {
        let survey = inspected(Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS])
        #expect(Set(survey.rootCauses) == [.tlsIntercepted])
        let findings = survey.findings(by: TLSIsIntercepted.self)
        #expect(findings.allSatisfy { $0.claim == .certain && $0.owner == .siteNetwork })
        #expect(try #require(findings.first).summary.english.contains("root's own dates"))
        #expect(Diagnosis(of: survey).verdict == .blocked)
        #expect(survey.causes(by: InterceptionIsTrustedHere.self).isEmpty)
    }

    @Test func `of a private registry, whose root the store alone has, has expired`() {
        let registry = Places.name("plant.azurecr.io")
        let endpoint = Endpoint(.registry, registry, .https)
        let survey = Survey.healthy(from: [.host]) { $0.registries = [registry] }.handshake(on: [endpoint]) {
            endpoint in
            var handshake = Handshake.outOfDate(endpoint, from: "2025-06-01T00:00:00Z", to: "2026-06-01T00:00:00Z")
            handshake.verifications[0] = .untrusted(.publicRoots)
            return handshake
        }
        #expect(survey.rootCauses == [.tlsExpired])
    }

    @Test func `by a wrong clock is the clock's fault`() {
        let yearAhead = Survey.healthy.handshake(on: Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS], expired)
            .dates(hub: -31_536_000, dps: -31_536_000, registry: -31_536_001)
        #expect(yearAhead.causes(by: CertificateIsOutOfDate.self).isEmpty)
        #expect(yearAhead.rootCauses == [.hostClockSkew])
        #expect(Diagnosis(of: yearAhead).verdict == .blocked)
    }
}

struct `a chain that is trusted, and weak` {
    private static let digest = 68
    private static let shortKey = 66

    private func survey(
        _ weakness: Handshake.Weakness, level: Int?, on endpoints: [Endpoint] = on443,
        stores: [Handshake.Store] = [.given]
    ) -> Survey {
        Survey.healthy.forEach(endpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.hostSecurityLevel = level
                $0.verifications = stores.map { store in
                    var verification = Handshake.Verification.trusted(store)
                    verification.weakness = weakness
                    return verification
                }
            }
        }
    }

    private func weakness(in survey: Survey) -> Finding? {
        Diagnosis(of: survey).findings.first { $0.cause == .tlsWeakChain }
    }

    @Test(arguments: [(1, 68), (2, 66), (2, 67)])
    func `is refused by this host, whose library's level was measured`(level: Int, code: Int) throws {
        let survey = self.survey(.init(level: level, code: code, depth: code == 66 ? 0 : 1), level: 2)
        let finding = try #require(weakness(in: survey))
        #expect((finding.severity, finding.confidence, finding.owner) == (.error, .certain, .siteNetwork))
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is passed by a host whose level was lowered, and its modules are another matter`() {
        let short = Handshake.Weakness(level: 2, code: Self.shortKey, depth: 0)
        #expect(weakness(in: survey(short, level: 1, on: [.hubHTTPS])) == nil)
        #expect(weakness(in: survey(short, level: 1, on: [.hubMQTT]))?.confidence == .likely)
        let sha1 = Handshake.Weakness(level: 1, code: Self.digest, depth: 0)
        #expect(weakness(in: survey(sha1, level: 1, on: [.hubHTTPS]))?.confidence == .certain)
        #expect(weakness(in: survey(sha1, level: 0, on: [.hubHTTPS])) == nil)
    }

    @Test func `is likely refused where the level is unknown`() {
        #expect(weakness(in: survey(.init(level: 2, code: Self.shortKey, depth: 0), level: nil))?.confidence == .likely)
    }

    @Test func `is taken by the engine as long as its digests are of today`() {
        let short = Handshake.Weakness(level: 2, code: Self.shortKey, depth: 0)
        #expect(weakness(in: survey(short, level: 2, on: [.registryHTTPS])) == nil)
        #expect(
            weakness(in: survey(.init(level: 1, code: Self.digest, depth: 0), level: 2, on: [.registryHTTPS])) != nil)
    }

    @Test func `is right where another store knows a better way`() {
        var survey = self.survey(.init(level: 1, code: Self.digest, depth: 1), level: 2, stores: [.given, .system])
        for endpoint in on443 {
            survey = survey.changing(HandshakeTLS.self, about: endpoint) { $0.verifications[1].weakness = nil }
        }
        #expect(weakness(in: survey) == nil)
    }
}

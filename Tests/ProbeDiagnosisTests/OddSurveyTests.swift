import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

/// Networks that are healthy and unlike the usual one: none may raise an alarm.
struct `a healthy but odd network` {
    private static let addressV6 = Places.address("64:ff9b::cb00:7114")

    /// DNS64 gives the real A records too; a device without IPv4 fails on them at once and climbs over IPv6.
    private static var withoutIPv4: Survey {
        Survey.healthy.forEach(Survey.healthy.endpoints(from: .host)) { survey, endpoint in
            survey.changing(ResolveName.self, about: Name(endpoint.host)) {
                if !$0.addresses.contains(addressV6) { $0.addresses.append(addressV6) }
            }.changing(ConnectEndpoint.self, about: endpoint) {
                let failed = ConnectEvidence.failed(endpoint, "ENETUNREACH", isSynchronous: true)
                $0 = Healthy.connection(endpoint, to: addressV6)
                $0.attempts.insert(contentsOf: failed.attempts, at: 0)
            }
        }
    }

    @Test func `without IPv4, behind NAT64, raises no alarm`() {
        let diagnosis = Diagnosis(of: Self.withoutIPv4)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.isEmpty, "\(diagnosis.findings)")
    }

    @Test func `without IPv4 and without NAT64 has no route`() {
        let survey = Survey.healthy.connecting(Survey.healthy.endpoints(from: .host)) {
            .failed($0, "ENETUNREACH", isSynchronous: true)
        }
        #expect(survey.rootCauses == [.routeNone])
    }

    @Test func `without an IPv6 route, where a name has IPv6 addresses, raises no alarm`() {
        let survey = Survey.healthy.changing(ConnectEndpoint.self, about: .registryHTTPS) {
            let failed = ConnectEvidence.failed(
                .registryHTTPS, "ENETUNREACH", isSynchronous: true, at: Places.registryAddressV6)
            $0.attempts.insert(contentsOf: failed.attempts, at: 0)
        }
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }

    @Test func `with a dead second address of a name works, and is warned of no more than that`() {
        let survey = Survey.healthy.changing(ConnectEndpoint.self, about: .registryHTTPS) {
            let silent = ConnectEvidence.silent(.registryHTTPS, at: Places.address("203.0.113.41"))
            $0.attempts.insert(contentsOf: silent.attempts, at: 0)
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.cause) == [.tcpDroppedIP])
        #expect(diagnosis.findings.map(\.severity) == [.warning])
    }

    @Test func `that speaks TLS 1.3 and asks for client certificates raises no alarm`() {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.version = "TLSv1.3"
                $0.clientCertificateRequested = true
            }
        }
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }

    @Test func `whose accelerator accepts everything raises no alarm once ladders are proven`() {
        let survey = Survey.healthy.adding(
            ConnectNowhere.self, about: Device(),
            NowhereEvidence(attempt: ConnectAttempt(remote: Places.nowhere, result: .connected, latency: Seconds(0.01)))
        )
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.severity) == [.info])
    }

    @Test func `whose clock is four minutes off raises no alarm`() {
        #expect(Diagnosis(of: .healthy.dates(hub: 240, dps: 240, registry: 240)).findings.isEmpty)
    }

    @Test(arguments: [
        ["--no-dps"], ["--no-registry"], ["--no-dps", "--no-registry"],
    ])
    func `raises no alarm for services that were left out`(options: [String]) {
        var survey = Survey.healthy
        if options.contains("--no-dps") { survey = survey.without(.dps) }
        if options.contains("--no-registry") { survey = survey.without(.registry) }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.isEmpty)
        // Nothing is provisioned through DPS unless an id scope says so.
        let isWithoutImages = options.contains("--no-registry")
        let summary = diagnosis.summary.english
        #expect(summary.contains("No registry was asked for images (--no-registry).") == isWithoutImages)
        #expect(!summary.contains("--no-dps"))
    }

    @Test func `whose provisioning was left out says so where it is needed`() {
        let survey = Survey.healthy.without(.dps).asking { $0.idScope = IDScope("0ne00ABCDEF") }
        #expect(Diagnosis(of: survey).summary.english.hasSuffix("The provisioning service was not asked (--no-dps)."))
    }

    /// A demonstration looks at nothing of the device, and reports of old do not say which ports edgeHub was to have.
    @Test func `whose device nobody looked at is not called ready`() {
        let survey = Survey.healthy.asking { $0.edgeHubPorts = [443, 5671, 8883] }
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
        #expect(Diagnosis(of: survey.asking { $0.isDemonstration = true }).verdict == .ready)
        #expect(Diagnosis(of: survey.asking { $0.edgeHubPorts = nil }).verdict == .ready)
    }

    @Test func `with a private registry that wants credentials gets a remark at most`() {
        let registry = Places.name("contoso.azurecr.io")
        let endpoint = Endpoint(.registry, registry, .https)
        var evidence = Healthy.registry
        evidence.tokenStatus = 401
        evidence.dataEndpoint = nil
        let survey = Survey.healthy.without(.registry).asking { $0.registries = [registry] }.adding(endpoint)
            .adding(RequestRegistry.self, about: endpoint, evidence)
            .skipping(ReachDataEndpoint.self, about: endpoint, because: .notNeeded)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.allSatisfy { $0.severity == .info })
    }

    @Test func `whose shell names a dead proxy raises no alarm while direct ways work`() {
        let survey = Survey.healthy(from: [.host]) {
            $0.proxy = Proxy(Places.proxyAddress, source: .environment)
        }
        let dead = survey.connecting(survey.endpoints(from: .host).filter { $0.via == .proxy }) { .refused($0) }
        let diagnosis = Diagnosis(of: dead)
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.allSatisfy { $0.severity == .info })
    }

    @Test(arguments: [SkipReason.Code.excluded, .budget, .interrupted])
    func `of which only a part was asked is inconclusive and accused of nothing`(code: SkipReason.Code) {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) {
            $0.skipping(HandshakeTLS.self, about: $1, because: code)
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive)
        #expect(diagnosis.findings.isEmpty)
    }

    @Test func `whose answer to A was never waited for has no verdict on its name`() {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.servers[0].answers.removeAll { $0.queryType == .a }
            $0.addresses = []
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive)
        #expect(diagnosis.findings.isEmpty, "\(diagnosis.findings)")
    }

    @Test func `whose data endpoint was not asked to the end is not called ready`() {
        let cut = Survey.healthy.skipping(ReachDataEndpoint.self, about: .registryHTTPS, because: .budget)
        #expect(Diagnosis(of: cut).verdict == .inconclusive)
        #expect(Diagnosis(of: cut).findings.isEmpty)
        let broken = Survey.healthy.failing(ReachDataEndpoint.self, about: .registryHTTPS, because: .system)
        #expect(Diagnosis(of: broken).verdict == .inconclusive)
        let unneeded = Survey.healthy.skipping(ReachDataEndpoint.self, about: .registryHTTPS, because: .notNeeded)
        #expect(Diagnosis(of: unneeded).verdict == .ready)
    }

    @Test(arguments: [400, 401, 403])
    func `whose hub answers with an error of its own raises no alarm`(status: Int) {
        let survey = Survey.healthy.changing(RequestHTTPS.self, about: .hubHTTPS) {
            $0.answer = .answer(status, [("iothub-errorcode", "InvalidProtocolVersion")])
        }
        #expect(Diagnosis(of: survey).findings.isEmpty)
    }
}

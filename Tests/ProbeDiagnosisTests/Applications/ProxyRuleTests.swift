import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

private let proxied = Survey.healthyWithProxy
private let configured = proxied.asking { $0.proxySource = .configuration }

extension Survey {
    /// Nothing gets straight out.
    fileprivate var closedDirectly: Survey { dropping(endpoints(from: .host).filter { $0.via == .direct }) }
}

struct `a captive portal` {
    private let pages = [
        (host: "www.msftconnecttest.com", status: 302, redirect: String?.some("http://login.example/")),
        (host: "detectportal.firefox.com", status: 200, redirect: nil),
    ]
    private let shut = Survey.healthy.handshake(on: Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT, .registryHTTPS]) {
        .unknownRoot($0, issuer: "CN=portal")
    }

    @Test func `is certain once two pages are altered, and explains the odd certificates`() {
        let diagnosis = Diagnosis(of: shut.portal(pages))
        #expect(diagnosis.findings.map(\.cause) == [.portalCaptive])
        #expect(diagnosis.findings.map(\.confidence) == [.certain])
        #expect(diagnosis.findings.first?.explains.contains(.tlsIntercepted) ?? false)
        #expect(diagnosis.verdict == .blocked)
    }

    @Test func `is likely with one redirect to another host, and none with one to its own`() {
        #expect(shut.portal([pages[0]]).findings(by: PortalIsInTheWay.self).map(\.claim) == [.likely])
        let own = [
            (host: "detectportal.firefox.com", status: 301, redirect: String?.some("https://detectportal.firefox.com/"))
        ]
        #expect(shut.portal(own).causes(by: PortalIsInTheWay.self).isEmpty)
    }

    @Test func `is none where the hub answers, or another service does`() {
        #expect(Survey.healthy.portal(pages).causes(by: PortalIsInTheWay.self).isEmpty)
        let registryAlone = Survey.healthy.handshake(on: Endpoint.hubEndpoints + [.dpsHTTPS, .dpsMQTT]) {
            .unknownRoot($0, issuer: "CN=portal")
        }
        #expect(registryAlone.portal(pages).causes(by: PortalIsInTheWay.self).isEmpty)
        #expect(proxied.closedDirectly.portal(pages).causes(by: PortalIsInTheWay.self).isEmpty)
    }

    @Test func `is none where a web filter refuses the pages`() {
        let refused = pages.map { (host: $0.host, status: 403, redirect: String?.none) }
        #expect(shut.portal(refused).causes(by: PortalIsInTheWay.self).isEmpty)
    }

    @Test func `is none where one page comes through untouched`() {
        var untouched = PortalEvidence()
        untouched.answer = .answer(200)
        let page = PortalPage(host: Places.name("detectportal.firefox.com"), path: "/check.txt", expected: "success")
        let survey = shut.portal([pages[0]]).adding(CheckPortal.self, about: page, untouched)
        #expect(survey.causes(by: PortalIsInTheWay.self).isEmpty)
    }
}

struct `a proxy` {
    @Test func `that works beside the direct way is no finding`() {
        #expect(Diagnosis(of: proxied).findings.isEmpty)
        #expect(Diagnosis(of: proxied).verdict == .ready)
        #expect(Diagnosis(of: proxied).transports.allSatisfy { $0.usable == true })
    }

    @Test func `that only this shell's environment names is not what the device uses`() {
        let survey = proxied.asking { $0.proxySource = .environment }
        #expect(Diagnosis(of: survey).transports.allSatisfy { $0.usable == true && $0.via == .direct })
    }

    @Test func `that the device is configured with carries its WebSockets`() {
        let vias = Diagnosis(of: configured).transports.filter { $0.via == .proxy }.map(\.transport)
        #expect(Set(vias) == [.https, .amqpOverWebSocket, .mqttOverWebSocket])
    }

    @Test func `that only this shell's environment names comes first where nothing leads out without one`() {
        let shut = proxied.asking { $0.proxySource = .environment }.dropping(
            proxied.endpoints(from: .host).filter { $0.via == .direct })
        let dead = shut.forEach(proxied.endpoints(from: .host).filter { $0.via == .proxy }) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = .refused(endpoint) }
        }
        #expect(Diagnosis(of: dead).findings.first?.cause == .proxyUnreachable)
        #expect(Diagnosis(of: dead).findings.contains { $0.cause == .tcpDroppedAll && $0.severity == .error })
        #expect(Diagnosis(of: shut.tunnels(407, schemes: ["basic"])).findings.first?.cause == .proxyAuthRequired)
    }

    @Test func `that only fetches packages owes nobody a tunnel, and leaves open who keeps the rest away`() throws {
        let packages = proxied.asking { ($0.proxySource, $0.isProxyOfPackages) = (.environment, true) }
        let refused = Diagnosis(of: packages.closedDirectly.tunnels(403))
        #expect(refused.findings.filter { $0.severity != .info }.map(\.cause) == [.tcpDroppedAll])
        #expect(refused.findings.first?.confidence == .likely)
        #expect(Diagnosis(of: packages.tunnels(403)).verdict == .ready)
        let required = Diagnosis(of: packages.closedDirectly)
        #expect(required.findings.filter { $0.severity != .info }.map(\.cause) == [.proxyRequired])
        #expect(required.verdict == .degraded)
    }

    @Test func `that refuses connections is unreachable, and says why`() throws {
        let survey = configured.closedDirectly.forEach(configured.endpoints(from: .host).filter { $0.via == .proxy }) {
            survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = .refused(endpoint) }
        }
        let finding = try #require(survey.findings(by: ProxyIsUnreachable.self).first)
        #expect(finding.cause == .proxyUnreachable)
        #expect(finding.severity == .error)
        #expect(finding.subject.address == Places.proxy.address)
        #expect(finding.summary.english.contains("refuses"))
        #expect(Diagnosis(of: survey).verdict == .blocked)
        #expect(Diagnosis(of: survey).findings.contains { $0.cause == .proxyUnreachable })
    }

    @Test func `that is dead although the device is configured with it degrades what works directly`() {
        let survey = configured.forEach(configured.endpoints(from: .host).filter { $0.via == .proxy }) {
            survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = .refused(endpoint) }
        }
        #expect(survey.rootCauses == [.proxyUnreachable])
        #expect(Diagnosis(of: survey).verdict == .degraded)
    }

    private static func onLoopback(_ host: Host = .address(Places.address("127.0.0.1"))) -> Survey {
        let survey = Survey.healthy(from: [.host, Places.bridge]) {
            $0.proxy = Proxy(ProxyAddress(host, port: 3128), source: .commandLine)
            $0.upstream = .amqpOverWebSocket
        }
        return survey.forEach([Vantage.host, Places.bridge]) { survey, vantage in
            survey.forEach(survey.endpoints(from: vantage).filter { $0.via == .direct }) { survey, endpoint in
                survey.changing(ConnectEndpoint.self, about: endpoint, from: vantage) { $0 = .silent(endpoint) }
            }
        }.forEach(survey.endpoints(from: Places.bridge).filter { $0.via == .proxy }) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint, from: Places.bridge) { $0 = .refused(endpoint) }
        }
    }

    @Test func `that listens on the host's loopback is the device's own mistake for containers`() throws {
        let findings = Self.onLoopback().findings(by: ProxyIsUnreachable.self)
        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.vantages == [Places.bridge])
        #expect((finding.owner, finding.location.kind) == (.device, .containerHost))
        #expect(finding.summary.english.contains("the container's own"))
        #expect(Self.onLoopback().rootCauses == [.proxyUnreachable])
    }

    @Test func `that refuses containers elsewhere is the proxy's matter`() throws {
        let survey = Self.onLoopback(.address(Places.proxy.address))
        #expect(try #require(survey.findings(by: ProxyIsUnreachable.self).first).owner == .proxy)
    }

    @Test func `that wants credentials lists its schemes`() throws {
        let survey = configured.closedDirectly.tunnels(407, schemes: ["negotiate", "ntlm"])
        let findings = survey.findings(by: ProxyDeclines.self)
        let finding = try #require(findings.first)
        #expect(Set(findings.map(\.cause)) == [.proxyAuthRequired])
        #expect(finding.severity == .error)
        #expect(finding.summary.english.contains("negotiate, ntlm"))
        #expect(Diagnosis(of: survey).findings.contains { $0.cause == .proxyAuthRequired })
    }

    @Test(arguments: [(403, Finding.Confidence.certain), (405, .certain), (503, .likely)])
    func `that answers CONNECT with a refusal denies it`(status: Int, claim: Finding.Confidence) {
        let survey = configured.closedDirectly.tunnels(status)
        let findings = survey.findings(by: ProxyDeclines.self)
        #expect(Set(findings.map(\.cause)) == [.proxyDenied])
        #expect(Set(findings.map(\.claim)) == [claim])
    }

    private static func words(_ word: String, in survey: Survey) -> Survey {
        survey.endpoints(from: .host).filter { $0.via == .proxy && $0.service == .hub }.reduce(survey) {
            survey, endpoint in
            survey.changing(OpenTunnel.self, about: endpoint) {
                $0.answer = .answer(502, [("proxy-status", "proxy; error=\(word)")])
            }
        }
    }

    @Test func `that finds no address for a name that this device resolves does not make it a misspelt one`() {
        let survey = Self.words("dns_error", in: configured.closedDirectly)
        #expect(survey.causes(by: NameDoesNotExist.self).isEmpty)
        #expect(Set(survey.causes(by: ProxyDeclines.self)) == [.proxyDenied])
        let nameless = survey.without(ResolveName.self, about: Name(Places.hub))
        #expect(Set(Self.words("dns_error", in: nameless).causes(by: NameDoesNotExist.self)) == [.dnsNxdomain])
        #expect(Self.words("destination_not_found", in: nameless).causes(by: NameDoesNotExist.self).isEmpty)
    }

    @Test func `that only the deployment names is not the one of the device's files`() {
        let other = ProxyAddress("other.example:3128")
        let survey = configured.configuration { evidence in
            evidence.files = [ConfigurationFile(path: ConfigurationFile.edge, state: .read)]
            evidence.proxies = ProxyPlace.allCases.map {
                ConfigurationEvidence.Proxy(
                    place: $0, file: "/etc/x", proxy: other, scheme: "http", hasCredentials: false, variant: 0)
            }
        }
        let use = ProxyUse(of: survey)
        let consumers: [Need.Consumer] = [.identityService, .edgeAgent, .imagePull]
        #expect(consumers.allSatisfy { use.setting(of: $0) == .other })
    }

    @Test func `that edgeHub's place does not tell yet is not known to be none`() {
        var deployment = DeploymentEvidence(file: "deployment.json")
        var hub = DeploymentEvidence.Module(name: "edgeHub")
        hub.hasUnreadableProxy = true
        deployment.modules = [hub]
        let survey = configured.adding(ReadDeployment.self, about: Device(), deployment).configuration { _ in }
        #expect(ProxyUse(of: survey).setting(of: .edgeHub) == .other)
        hub.hasUnreadableProxy = nil
        deployment.modules = [hub]
        #expect(
            ProxyUse(of: survey.adding(ReadDeployment.self, about: Device(), deployment)).setting(of: .edgeHub) == .none
        )
    }

    @Test func `that refuses the plain ports is worth a remark`() {
        let ports = [Transport.amqp, .mqtt].map { transport in
            var tunnel = Healthy.tunnel()
            tunnel.answer = .answer(403)
            return PlainPortTunnels.Port(port: transport.port, tunnel: tunnel)
        }
        let survey = proxied.dropping([.hubAMQP, .hubMQTT]).adding(
            TunnelToPlainPorts.self, about: Endpoint.hubHTTPS.throughProxy, PlainPortTunnels(ports: ports))
        #expect(survey.findings(by: ProxyDeniesPlainPorts.self).map(\.severity) == [.info])
        #expect(Diagnosis(of: survey).findings.contains { $0.cause == .proxyPortDenied })
    }

    @Test func `with an https URL cannot be used by IoT Edge`() {
        let survey = configured.asking { $0.proxyScheme = "https" }.closedDirectly.tunnels(nil, .closed)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.contains { $0.cause == .proxySchemeUnsupported && $0.severity == .error })
        #expect(!diagnosis.findings.contains { $0.cause == .proxyDenied })
    }
}

struct `a site that wants its proxy used` {
    @Test func `has one finding, and the direct failures are no others`() throws {
        let diagnosis = Diagnosis(of: proxied.closedDirectly)
        #expect(diagnosis.findings.map(\.cause) == [.proxyRequired])
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.summary.english.contains("UpstreamProtocol=AmqpWs"))
        let https = try #require(diagnosis.transports.first { $0.transport == .https })
        #expect(https.usable == true)
        #expect(https.via == .proxy)
        #expect(diagnosis.transports.first { $0.transport == .amqp }?.usable == false)
    }

    @Test func `is ready once proxy and WebSockets are configured`() {
        let survey = configured.asking { $0.upstream = .amqpOverWebSocket }.closedDirectly
        #expect(Diagnosis(of: survey).verdict == .ready)
        #expect(Diagnosis(of: survey).findings.map(\.severity) == [.info])
    }

    @Test func `resolves no names directly either`() {
        let survey = configured.forEach([Places.hub, Places.dps, Places.registry]) { survey, host in
            survey.changing(ResolveName.self, about: Name(host)) { $0 = .answering(host, code: 3) }
        }
        #expect(survey.rootCauses == [.proxyRequired])
    }

    @Test func `is another one where any direct ladder gets through`() {
        let survey = proxied.dropping([.hubAMQP, .hubMQTT])
        #expect(survey.causes(by: ProxyIsRequired.self).isEmpty)
        #expect(survey.rootCauses == [.transportOnly443])
    }
}

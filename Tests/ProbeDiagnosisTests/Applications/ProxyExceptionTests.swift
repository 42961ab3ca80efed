import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement
import Testing

private let places: [ProxyPlace] = [.agentEnvironment, .identityService, .edgeDaemon, .engineService]

/// Every place has the proxy, and modules a transport that may use it.
private func configured(
    except exceptions: [String] = [], fault: ConfigurationEvidence.Proxy.Fault? = nil, at faulty: [ProxyPlace] = places
) -> Survey {
    Survey.healthy(from: [.host]) {
        $0.proxy = Proxy(Places.proxyAddress, source: .configuration)
        $0.proxy?.exceptions = exceptions
        $0.upstream = .amqpOverWebSocket
    }.configuration {
        $0.proxies = places.map { place in
            var proxy = ConfigurationEvidence.Proxy(
                place: place, file: LocalText("/etc/\(place.rawValue)"), proxy: Places.proxyAddress, scheme: "http",
                hasCredentials: false, variant: 0)
            proxy.fault = faulty.contains(place) ? fault : nil
            return proxy
        }
    }
}

extension Survey {
    /// Nothing gets straight out.
    fileprivate var closed: Survey { dropping(endpoints(from: .host).filter { $0.via == .direct }) }

    fileprivate var grave: [Finding] { Diagnosis(of: self).findings.filter { $0.severity != .info } }
}

struct `an exception from the proxy` {
    @Test func `is the engine's alone, and keeps nothing of the hub's from the proxy`() {
        let survey = configured(except: ["*"])
        #expect(survey.assignment.registriesPastProxy == [Places.registry])
        #expect(survey.assignment.isPastProxy(Places.registry) && !survey.assignment.isPastProxy(Places.hub))
        let vias = Diagnosis(of: survey).transports.filter { $0.via == .proxy }.map(\.transport)
        #expect(Set(vias) == [.https, .amqpOverWebSocket, .mqttOverWebSocket])
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `is right where the registry is reached directly, whatever the proxy makes of it`() {
        let survey = configured(except: [Places.registry.description])
            .changing(OpenTunnel.self, about: Endpoint.registryHTTPS.throughProxy) { $0.answer = .answer(403) }
        #expect(survey.grave.isEmpty && Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `too many costs the images where only the proxy leads out`() throws {
        let survey = configured(except: [".microsoft.com"]).closed
        let finding = try #require(survey.grave.first)
        #expect(survey.grave.map(\.cause) == [.proxyEnvMismatch])
        #expect((finding.owner, finding.confidence) == (.device, .certain))
        #expect(finding.location.rule == "/etc/docker.service")
        #expect(Diagnosis(of: survey).verdict == .degraded)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.sameProxy])
    }

    @Test func `too many is likely where the way to the registry alone fails`() throws {
        let survey = configured(except: [".microsoft.com"]).dropping([.registryHTTPS])
        #expect(survey.grave.map(\.cause) == [.proxyEnvMismatch])
        #expect(try #require(survey.grave.first).claim == .likely)
    }

    @Test func `is no matter where the proxy does not lead there either`() {
        let survey = configured(except: [".microsoft.com"]).closed
            .changing(OpenTunnel.self, about: Endpoint.registryHTTPS.throughProxy) { $0.answer = .answer(403) }
        #expect(!survey.grave.map(\.cause).contains(.proxyEnvMismatch))
        #expect(Diagnosis(of: survey).verdict != .ready)
    }
}

struct `a silence everywhere` {
    @Test func `is not certain to be the site's while a service answers through a proxy`() throws {
        let survey = Survey.healthyWithProxy.asking { $0.proxySource = .environment }.closed
            .forEach(Endpoint.hubEndpoints.filter(\.transport.mayUseProxy)) { survey, endpoint in
                survey.changing(OpenTunnel.self, about: endpoint.throughProxy) { $0.answer = .answer(403) }
            }
        let finding = try #require(survey.findings(by: EverythingIsDropped.self).first)
        #expect(finding.claim == .likely)
        #expect(Survey.healthy.closed.findings(by: EverythingIsDropped.self).allSatisfy { $0.evidence.count > 0 })
    }
}

struct `a proxy that opens up its tunnels` {
    private static let tunnels = configured().endpoints(from: .host).filter { $0.via == .proxy }

    @Test func `accounts for what fails directly, where it is the only way out`() throws {
        let survey = configured().closed.handshake(on: Self.tunnels) { .unknownRoot($0) }
        let finding = try #require(survey.grave.first)
        #expect(survey.grave.map(\.cause) == [.tlsIntercepted])
        #expect((finding.owner, finding.explains.contains(.tcpDroppedAll)) == (.proxy, true))
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `accounts for nothing beside it where the hub is reached directly`() {
        let survey = configured().dropping([.dpsHTTPS]).handshake(on: Self.tunnels) { .unknownRoot($0) }
        #expect(survey.grave.map(\.cause) == [.tlsIntercepted])
    }

    @Test func `with a root that this host trusts needs no other setting`() throws {
        let survey = configured().closed.forEach(Self.tunnels) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.chain = [Healthy.certificate(for: endpoint.host, issuer: "CN=Example SSL Inspection")]
                $0.verifications = [.untrusted(.publicRoots), .trusted(.system)]
            }
        }
        #expect(Set(survey.grave.map(\.cause)) == [.tlsInterceptedTrusted])
        let required = try #require(Diagnosis(of: survey).findings.first { $0.cause == .proxyRequired })
        #expect(required.severity == .info)
    }

    @Test func `and then stalls is another matter`() {
        let survey = configured().closed.handshake(on: Self.tunnels) { .ended($0, .silent) }
        #expect(!survey.grave.map(\.cause).contains(.tlsIntercepted))
        #expect(survey.grave.map(\.cause).contains(.tcpDroppedAll))
    }
}

struct `a proxy's URL` {
    @Test(arguments: [ConfigurationEvidence.Proxy.Fault.scheme, .credentials])
    func `that its readers refuse stops them, though this tool makes sense of it`(
        fault: ConfigurationEvidence.Proxy.Fault
    ) throws {
        let survey = configured(fault: fault).closed
        let finding = try #require(survey.grave.first)
        #expect(survey.grave.map(\.cause) == [.proxySchemeUnsupported])
        #expect((finding.severity, finding.confidence, finding.owner) == (.error, .certain, .device))
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `without a scheme is right for the engine alone`() {
        let survey = configured(fault: .scheme, at: [.engineService]).closed
        #expect(survey.grave.isEmpty && Diagnosis(of: survey).verdict == .ready)
    }
}

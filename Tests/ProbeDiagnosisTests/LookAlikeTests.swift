import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement
import Testing

/// Surveys that look like another cause than theirs.
struct `a look-alike` {
    @Test(arguments: [Places.dps, Places.registry])
    func `public name that does not exist is withheld by the site, and nobody's misspelling`(host: HostName) throws {
        let survey = Survey.healthy.resolving(
            of: host,
            .failing(host) {
                $0.responseCode = 3
                $0.negativeZone = "microsoft.com"
            })
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .dnsNxdomain })
        #expect(finding.owner == .siteNetwork)
        #expect(finding.confidence == .possible)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.first?.owner == .siteNetwork)
        #expect(!remedies.contains { $0.title.english.contains("the hub's name") })
    }

    @Test(arguments: [false, true])
    func `certificate for another name, where the hosts file alone leads, is the device's`(isKnown: Bool) throws {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.source = .hostsFile
            $0.hostsFile = $0.addresses
            if !isKnown { $0.servers = NameEvidence.answering(Places.hub, code: 3).servers }
        }.handshake(on: Endpoint.hubEndpoints) {
            var handshake = Healthy.handshake($0)
            handshake.matchesName = false
            return handshake
        }
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == .tlsHostnameMismatch)
        // What the resolvers say as well is no doing of the file's.
        #expect(finding.owner == (isKnown ? .hubConfiguration : .device))
    }

    @Test func `set of expired certificates may be the clock while nobody tells the time`() {
        let expired: (Endpoint) -> Handshake = {
            .outOfDate($0, from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z")
        }
        let one = Survey.healthy.without(.dps).without(.registry).handshake(on: Endpoint.hubEndpoints, expired)
        #expect(Diagnosis(of: one).findings.map(\.claim) == [.likely])
        #expect(Diagnosis(of: one).findings.map(\.confidence) == [.likely])
        let survey = Survey.healthy.handshake(on: Survey.healthy.endpoints(from: .host), expired)
        let all = Diagnosis(of: survey).findings.filter { $0.cause == .tlsExpired }
        #expect(all.count == 3)
        #expect(all.allSatisfy { $0.confidence == .possible })
    }

    @Test func `refusal on loopback is this device's, and no firewall is to be opened`() throws {
        let survey = Survey.healthy.connecting(.hubAMQP) {
            .failed($0, "ECONNREFUSED", at: Places.address("127.0.0.1"))
        }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .tcpRefused })
        #expect(finding.owner == .device)
        #expect(finding.location.kind == .thisDevice)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.startLocalService, .useWebSocket])
        #expect(remedies.allSatisfy { $0.owner == .device })
    }

    @Test func `hub's own chain of an unknown root is not certainly a private authority`() throws {
        let survey = Survey.healthy.handshake(on: Endpoint.hubEndpoints) { .unknownRoot($0) }
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == .tlsUnknownCA)
        #expect(finding.claim == .likely && finding.confidence == .likely)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.map(\.id) == [.noTLSInspection, .trustPrivateRoot])
    }

    @Test func `chain that only the proxy's tunnel shows is the proxy's`() throws {
        let proxied = Endpoint.hubEndpoints.filter(\.transport.mayUseProxy).map(\.throughProxy)
        let survey = Survey.healthyWithProxy.handshake(on: proxied) { .unknownRoot($0) }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .tlsIntercepted })
        #expect(finding.owner == .proxy)
        #expect(finding.summary.english.contains("on another way"))
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        #expect(remedies.first?.title.english.contains("network team") == false)
    }

    @Test func `proxy whose name has no address is unreachable by its name`() throws {
        let name = Places.name("proxy.example.net")
        let survey = Survey.healthy(from: [.host]) {
            $0.proxy = Proxy(ProxyAddress(.name(name), port: 3128), source: .configuration)
        }
        let dead = survey.endpoints(from: .host).filter { $0.via == .proxy }.reduce(
            survey.adding(ResolveName.self, about: Name(name), .answering(name, code: 3))
        ) {
            $0.changing(ConnectEndpoint.self, about: $1) { $0 = ConnectEvidence() }
                .skipping(ConnectEndpoint.self, about: $1)
        }
        let diagnosis = Diagnosis(of: dead)
        let finding = try #require(diagnosis.findings.first { $0.cause == .proxyUnreachable })
        #expect(finding.subject.name == name)
        #expect(finding.summary.english.contains("its name has no address"))
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.summary.english.contains("past the proxy"))
    }

    @Test func `proxy that this device itself keeps away is the device's matter`() throws {
        let survey = Survey.healthyWithProxy
        let dead = survey.connecting(survey.endpoints(from: .host).filter { $0.via == .proxy }) {
            .failed($0, "EPERM", isSynchronous: true)
        }
        let finding = try #require(Diagnosis(of: dead).findings.first { $0.explains.contains(.proxyUnreachable) })
        #expect(finding.cause == .hostPolicyDenied && finding.owner == .device)
        #expect(finding.location.kind == .thisDevice && finding.confidence == .certain)
        #expect(finding.subject.via == .proxy && finding.subject.port == Places.proxy.port)
        #expect(!Diagnosis(of: dead).findings.contains { $0.cause == .proxyUnreachable })
    }

    @Test func `proxy whose packets this device's own firewall drops is the device's matter`() throws {
        let survey = Survey.healthyWithProxy
        let dead = survey.connecting(survey.endpoints(from: .host).filter { $0.via == .proxy }) { endpoint in
            var evidence = ConnectEvidence.silent(endpoint)
            for index in evidence.attempts.indices { evidence.attempts[index].datagramTwin = "EPERM" }
            return evidence
        }
        let finding = try #require(Diagnosis(of: dead).findings.first { $0.explains.contains(.proxyUnreachable) })
        #expect(finding.cause == .hostOutputDropped && finding.owner == .device)
        let remedies = Guidance.remedies(for: finding, in: survey.assignment)
        let commands = remedies.flatMap(\.commands).filter { $0.dialect == .nftables }.map(\.text)
        #expect(!commands.isEmpty && commands.allSatisfy { $0.contains("3128") })
    }

    @Test func `proxy that is as silent as everything else may be cut off with the whole site`() throws {
        let survey = Survey.healthyWithProxy
        let all = survey.connecting(survey.endpoints(from: .host)) { .silent($0) }
        let mute = [Places.hub, Places.dps, Places.registry].reduce(all) { $0.resolving(of: $1, .silent($1)) }
        let findings = mute.findings(by: ProxyIsUnreachable.self)
        #expect(!findings.isEmpty && findings.allSatisfy { $0.claim == .likely })
        let named = all.findings(by: ProxyIsUnreachable.self)
        #expect(named.count == findings.count)
    }

    @Test func `refusal of the provisioning service needs one attempt`() throws {
        let icmp = ICMPError.v4(3, 13, from: "10.1.0.1")
        let survey = Survey.healthyGateway.connecting(.dpsHTTPS) { .failed($0, "EHOSTUNREACH", icmp: icmp) }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .dpsBlocked })
        #expect(finding.confidence == .certain)
        // Whose reset it is, nobody can tell.
        let refused = Survey.healthyGateway.connecting(.dpsHTTPS) { .refused($0) }
        #expect(Diagnosis(of: refused).findings.first { $0.cause == .dpsBlocked }?.claim == .likely)
    }

    @Test func `silence of the provisioning service may be this device's where its rules were not read`() throws {
        let survey = Survey.healthyGateway.connecting(.dpsHTTPS, .dpsMQTT) { .silent($0) }
        let read = try #require(Diagnosis(of: survey).findings.first { $0.cause == .dpsBlocked })
        #expect(read.differential?.excluded.map(\.cause).contains(.hostOutputDropped) == true)
        let unread = survey.forwarding { $0.rules = .missingRight }.without(WalkRules.self)
            .skipping(WalkRules.self, about: .dpsHTTPS, because: .capability)
        let finding = try #require(Diagnosis(of: unread).findings.first { $0.cause == .dpsBlocked })
        #expect(finding.confidence < .certain)
        #expect(finding.differential?.open.first { $0.cause == .hostOutputDropped }?.reason == .needsRoot)
    }

    @Test func `gateway error on an upgrade is likely stripped at most`() throws {
        let stripped = Survey.healthy.upgrade(502, on: .hubAMQPOverWebSocket).upgrade(502, on: .hubMQTTOverWebSocket)
        let findings = stripped.findings(by: UpgradeIsStripped.self)
        #expect(findings.map(\.claim) == [.likely])
    }
}

/// Remedies that fit what was seen.
struct `a remedy` {
    @Test func `for a resolver that this device's firewall drops opens port 53, not the hub's`() throws {
        let survey = Survey.healthy.resolvingNothing { host in
            .failing(host) {
                $0.result = .unreachable
                $0.error = "EPERM"
                $0.responseCode = nil
            }
        }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .hostOutputDropped })
        let text = Guidance.remedies(for: finding, in: survey.assignment).flatMap(\.commands).map(\.text).joined()
        #expect(text.contains("dport '{ 53 }'"))
        #expect(text.contains(Places.resolver.address.description))
        #expect(!text.contains("5671"))
    }

    @Test func `for a silent stub asks nobody to open the way to loopback`() throws {
        let stub = SocketAddress(Places.address("127.0.0.53"), port: 53)
        let survey = Survey.healthy.resolvingNothing { .silent($0, servers: [stub]) }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .dnsTimeout })
        let commands = Guidance.remedies(for: finding, in: survey.assignment).flatMap(\.commands)
        #expect(!commands.contains { $0.text.contains("127.0.0.53") })
    }

    @Test func `does not lead to a transport that fails as well`() throws {
        let survey = Survey.healthy.dropping([.hubAMQP]).forEach([.hubAMQPOverWebSocket, .hubMQTTOverWebSocket]) {
            $0.upgrade(404, on: $1)
        }
        let diagnosis = Guidance.completed(Diagnosis(of: survey), assignment: survey.assignment)
        #expect(!diagnosis.findings.flatMap(\.remedies).contains { $0.id == .useWebSocket })
        let only = Survey.healthy.dropping([.hubAMQP]).upgrade(404, on: .hubAMQPOverWebSocket)
        let other = Guidance.completed(Diagnosis(of: only), assignment: only.assignment)
        let remedy = try #require(other.findings.flatMap(\.remedies).first { $0.id == .useWebSocket })
        #expect(remedy.title.english.contains("MqttWs"))
    }
}

/// One fault is one finding.
struct `a fault of the resolver` {
    @Test func `that leaves every name without an answer is one finding`() throws {
        let findings = Diagnosis(of: .healthy.resolvingNothing { .silent($0) }).findings
        #expect(findings.map(\.cause) == [.dnsTimeout])
        #expect(findings.first?.severity == .error)
        #expect(findings.first?.subject.resolver == Places.resolver)
        #expect(findings.first?.refutedBy.english == "10.3.0.53:53 answers a query.")
    }

    @Test func `that refuses every name is one finding`() {
        let findings = Diagnosis(of: .healthy.resolvingNothing { .answering($0, code: 5) }).findings
        #expect(findings.map(\.cause) == [.dnsRefused])
    }

    @Test func `that is not configured is one finding, of the device`() throws {
        let survey = Survey.healthy.resolvingNothing { _ in
            var evidence = NameEvidence()
            evidence.configurationProblem = "names no resolver"
            return evidence
        }
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(Diagnosis(of: survey).findings.count == 1)
        #expect(Guidance.remedies(for: finding, in: survey.assignment).allSatisfy { $0.owner == .device })
    }
}

struct `the verdict's sentence` {
    @Test func `names the transport that the remedy names`() throws {
        for (upstream, dead) in [(Transport.mqtt, Endpoint.hubMQTT), (.amqp, .hubAMQP)] {
            let survey = Survey.healthy.asking { $0.upstream = upstream }.dropping([dead])
                .upgrade(404, on: upstream == .mqtt ? .hubMQTTOverWebSocket : .hubAMQPOverWebSocket)
            let diagnosis = Guidance.completed(Diagnosis(of: survey), assignment: survey.assignment)
            let remedy = try #require(diagnosis.findings.flatMap(\.remedies).first { $0.id == .useWebSocket })
            let other = upstream == .mqtt ? "AmqpWs" : "MqttWs"
            #expect(remedy.title.english.contains(other))
            #expect(diagnosis.summary.english.contains(other), "\(diagnosis.summary)")
        }
    }

    @Test func `of an inspecting proxy that is in use speaks of the proxy first`() {
        let survey = Survey.healthyWithProxy
        let direct = survey.endpoints(from: .host).filter { $0.via == .direct }
        let proxied = survey.endpoints(from: .host).filter { $0.via == .proxy }
        let findings = Diagnosis(of: survey.dropping(direct).handshake(on: proxied) { .unknownRoot($0) }).findings
        #expect(findings.first?.cause == .tlsIntercepted)
    }

    @Test func `of a lost registry and provisioning service says that the hub is reached`() {
        let survey = Survey.healthy.asking { $0.idScope = "0ne00012345" }.connecting(.registryHTTPS, .dpsHTTPS) {
            .silent($0)
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .blocked)
        #expect(
            diagnosis.summary.english.hasPrefix(
                "The hub can be reached, but module images cannot be pulled and the device cannot be provisioned: "))
    }

    @Test func `of a lost hub speaks of what stops the hub`() {
        let survey = Survey.healthy.connecting(.registryHTTPS) { .silent($0) }.handshake(on: Endpoint.hubEndpoints) {
            .alert($0, 70)
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.first?.cause == .tlsVersionMismatch)
        let parts = diagnosis.summary.english.split(separator: " Besides, ")
        #expect(parts.count == 2 && parts[0].hasPrefix("IoT Edge cannot reach the hub: "))
        #expect(!parts[0].contains(Places.registry.description) && parts[1].contains(Places.registry.description))
    }
}

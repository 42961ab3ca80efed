import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a port that edgeHub publishes` {
    private let free = Survey.healthy.withFreePorts.hostname("gateway-1").runtime { _ in }

    @Test func `that is free is no finding, and ready`() {
        #expect(Diagnosis(of: free).findings.isEmpty)
        #expect(Diagnosis(of: free).verdict == .ready)
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "::", "::1"])
    func `that a web server holds blocks, and the server is named`(address: String) throws {
        let diagnosis = Diagnosis(of: free.port(443) { $0.isHeld(by: .nginx, at: address) })
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.findings.map(\.cause) == [.hostPortConflict])
        #expect(finding.severity == .error && finding.confidence == .certain && finding.owner == .device)
        #expect(finding.subject.port == 443)
        #expect(finding.subject.process?.description == "nginx (pid 812, nginx.service)")
        #expect(finding.summary.english.contains("nginx"))
        #expect(finding.evidence.first?.shows.english.contains("/usr/sbin/nginx") == true)
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.summary == finding.summary)
    }

    @Test(arguments: [("CNI-DN-4f1a2b3c", "CNI"), ("KUBE-SEP-WEB", "kube-proxy"), ("PREROUTING", "this device")])
    func `that a rule sends elsewhere is not edgeHub's, whoever listens`(chain: String, owner: String) throws {
        let survey = Self.sent(in: free, by: LocalText(chain))
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == .hostPortConflict && finding.severity == .warning && finding.confidence == .certain)
        #expect(finding.subject.port == 443)
        #expect(finding.summary.english.contains(owner), "\(finding.summary.english)")
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `that the engine's own rule sends to a container is as it should be`() {
        #expect(Diagnosis(of: Self.sent(in: free, by: "DOCKER")).findings.isEmpty)
    }

    @Test(arguments: ["NETAVARK-DN-1D8721804F16F", "CNI-DN-4f1a2b3c"] as [LocalText])
    func `that Podman's rule sends to a container of its networks is as it should be`(chain: LocalText) {
        let engine = free.adding(ReadRoutes.self, about: Device(), Gateway.routing)
        let (own, foreign) = (Gateway.container, Places.address("10.42.0.5"))
        #expect(Self.sent(in: engine, by: chain, to: own).findings(by: PortIsTaken.self).isEmpty)
        #expect(Self.sent(in: engine, by: chain, to: foreign).findings(by: PortIsTaken.self).count == 1)
        // Somebody's own rule is in the way wherever it leads.
        #expect(Self.sent(in: engine, by: "PREROUTING", to: own).findings(by: PortIsTaken.self).count == 1)
    }

    private static func sent(
        in survey: Survey, by chain: LocalText, to target: IPAddress = Places.address("10.42.0.5")
    ) -> Survey {
        let packet = FilteredPacket(
            from: Places.address("10.3.0.8"), to: Places.deviceAddress, .tcp, port: 443, incoming: "eth0", outgoing: nil
        )
        var walk = PacketWalk(.host, packet, .passes)
        walk.redirection = RulePlace(family: "ip", table: "nat", chain: chain, handle: 9, line: 1)
        walk.target = SocketAddress(target, port: 8443)
        return survey.adding(
            WalkRulesToPort.self, about: LocalPort(PortBinding(port: 443)), PacketWalks(walks: [walk]))
    }

    @Test func `whose holder this user may not see is said so, not guessed`() throws {
        let survey = free.port(443) { evidence in
            evidence.isHeld(by: nil)
            // An ordinary user may not bind it either.
            evidence.trials = [.init(address: .anyV4, error: "EACCES")]
        }
        let finding = try #require(survey.findings(by: PortIsTaken.self).first)
        #expect(finding.subject.process?.description == "an unknown program")
        #expect(finding.summary.english.contains("user 33"))
        #expect(finding.confidence == .certain)
    }

    // MARK: - Seen by an ordinary user

    /// Somebody of root's listens, on each of the ports, and who it is may only root see.
    private static func hidden(_ ports: [UInt16], in survey: Survey) -> Survey {
        survey.forEach(ports) { survey, port in
            survey.port(port) { evidence in
                evidence.isHeld(by: nil, userID: 0)
                evidence.trials = [.init(address: .anyV4, error: "EACCES")]
            }
        }
    }

    private static func engine(_ state: EngineFacts.State, in survey: Survey) -> Survey {
        survey.adding(DescribeEngine.self, about: Device(), EngineFacts(state: state))
    }

    @Test func `whose listener may be the engine's helper is no certain conflict`() throws {
        let survey = Self.engine(.denied, in: Self.hidden([443], in: free))
        let finding = try #require(survey.findings(by: PortIsTaken.self).first)
        #expect((finding.severity, finding.claim) == (.warning, .possible))
        #expect(finding.summary.english.contains("unless that is edgeHub's own container"))
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `that the engine says no container publishes is likely another program's`() {
        let survey = Self.engine(.running, in: Self.hidden([443], in: free))
        #expect(survey.findings(by: PortIsTaken.self).map(\.claim) == [.likely])
        var facts = EngineFacts(state: .running)
        facts.unanswered = [.init(.containers, isLate: true)]
        let unlisted = survey.adding(DescribeEngine.self, about: Device(), facts)
        #expect(unlisted.findings(by: PortIsTaken.self).map(\.claim) == [.possible])
    }

    @Test(arguments: [EngineFacts.State.absent, .stopped])
    func `that somebody of root's holds is taken where no engine runs`(state: EngineFacts.State) {
        let survey = Self.engine(state, in: Self.hidden([443], in: free.runtime { $0.engineSockets = [] }))
        #expect(survey.findings(by: PortIsTaken.self).map(\.claim) == [.certain])
    }

    @Test func `is edgeHub's with all of its others, where IoT Edge is in service`() {
        let all = Self.engine(.denied, in: Self.hidden([443, 5671, 8883], in: free))
        #expect(all.findings(by: PortIsTaken.self).map(\.claim) == [.possible, .possible, .possible])
        #expect(all.runtime { $0.edge = .current }.findings(by: PortIsTaken.self).isEmpty)
        // A web server's own user has it, whoever else listens.
        let web = all.runtime { $0.edge = .current }.port(443) { $0.isHeld(by: nil) }
        #expect(web.findings(by: PortIsTaken.self).compactMap(\.subject.port).contains(443))
    }

    // MARK: - Modules

    /// A nested gateway: edgeHub without HTTPS, which the API proxy serves.
    private static func nested(isHubRunning: Bool) -> Survey {
        let proxied = Survey.healthy.asking { $0.edgeHubPorts = [443, 5671, 8883] }.hostname("gateway-1").runtime { _ in
        }.port(443) { evidence in
            evidence.isHeld(by: .dockerProxy)
            evidence.container = LocalText("IoTEdgeAPIProxy")
            evidence.isOfModule = true
        }
        return proxied.forEach([5671, 8883] as [UInt16]) { survey, port in
            survey.port(port) { evidence in
                guard isHubRunning else { return }
                evidence.isHeld(by: .dockerProxy)
                evidence.container = LocalText("edgeHub")
            }
        }
    }

    @Test func `that edgeHub's container runs without is none of its own`() {
        #expect(Diagnosis(of: Self.nested(isHubRunning: true)).findings.isEmpty)
        #expect(Diagnosis(of: Self.nested(isHubRunning: true)).verdict == .ready)
        // Whoever asks for another port wants it.
        let asked = Self.nested(isHubRunning: true).asking { $0.edgeHubPorts = [443, 5671, 8443, 8883] }
            .port(8443) { $0.isHeld(by: .nginx) }
        #expect(asked.findings(by: PortIsTaken.self).compactMap(\.subject.port).contains(8443))
        // And so does a deployment that is still to come.
        let deployed = Self.nested(isHubRunning: true)
            .adding(ReadDeployment.self, about: Device(), DeploymentEvidence(file: "deployment.json"))
        #expect(deployed.findings(by: PortIsTaken.self).map(\.claim) == [.possible])
    }

    @Test func `that another module publishes may be the deployment's doing`() throws {
        let survey = Self.nested(isHubRunning: false)
        let finding = try #require(survey.findings(by: PortIsTaken.self).first)
        #expect((finding.severity, finding.claim) == (.warning, .possible))
        #expect(finding.summary.english.contains("IoT Edge started it"))
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `that another container publishes is named by the engine's word`() throws {
        let survey = free.port(443) { evidence in
            evidence.isHeld(by: .dockerProxy)
            evidence.container = LocalText("web")
        }
        let finding = try #require(survey.findings(by: PortIsTaken.self).first)
        #expect(
            finding.subject.process?.description == "container web" && finding.summary.english.contains("container web")
        )
        #expect(finding.confidence == .certain)
    }

    @Test func `that edgeHub itself publishes is no conflict`() {
        let survey = free.port(443) { evidence in
            evidence.isHeld(by: .dockerProxy)
            evidence.container = LocalText("edgeHub")
        }
        #expect(survey.rootCauses.isEmpty)
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `that some container publishes is judged by what is installed, where the engine may not be asked`() {
        let one = free.port(443) { $0.isHeld(by: .dockerProxy) }
        #expect(one.findings(by: PortIsTaken.self).map(\.claim) == [.likely])
        #expect(Diagnosis(of: one).verdict == .blocked)
        let installed = one.runtime { $0.edge = .current }
        #expect(installed.findings(by: PortIsTaken.self).map(\.severity) == [.warning])
        #expect(Diagnosis(of: installed).verdict == .inconclusive)
        // All of edgeHub's ports at once are edgeHub's.
        let all = [443, 5671, 8883].reduce(installed) { survey, port in
            survey.port(port) { $0.isHeld(by: .dockerProxy) }
        }
        #expect(all.rootCauses.isEmpty)
        #expect(Diagnosis(of: all).verdict == .ready)
    }

    @Test func `that somebody holds without listening is taken, by whom is not known`() throws {
        let survey = free.port(443) {
            $0.trials = [.init(address: .anyV4, error: "EADDRINUSE", errorWithReuse: "EADDRINUSE")]
        }
        #expect(survey.findings(by: PortIsTaken.self).map(\.claim) == [.likely])
    }

    @Test(
        arguments: [
            .init(address: .anyV4, error: "EADDRINUSE", errorWithReuse: nil), .init(address: .anyV4, error: "EACCES"),
        ] as [PortEvidence.Trial])
    func `that only remnants or a privilege keep from a plain bind is free`(trial: PortEvidence.Trial) {
        let survey = free.port(443) { $0.trials = [trial] }
        #expect(survey.rootCauses.isEmpty && Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `whose state could not be read is no verdict`() {
        let survey = free.port(443) { evidence in
            evidence.trials = [.init(address: .anyV4, error: "EACCES")]
            evidence.isListUnreadable = true
        }
        #expect(survey.rootCauses.isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `does not explain away what the network does to the same port of the hub`() throws {
        let survey = free.port(5671) { $0.isHeld(by: .nginx) }.connecting(.hubAMQP) { .silent($0) }
        #expect(Set(survey.rootCauses) == [.hostPortConflict, .tcpDroppedPort])
        let blocked = free.port(443) { $0.isHeld(by: .nginx) }.connecting(Endpoint.hubEndpoints) { .silent($0) }
        let parts = Diagnosis(of: blocked).summary.english.split(separator: " Besides, ")
        #expect(parts.count == 2 && !parts[0].contains("nginx") && parts[1].contains("nginx"))
    }

    @Test func `is out of reach for a rootless engine`() throws {
        let survey = free.port(443) { $0.hasOnlyRootlessEngine = true }
        let finding = try #require(survey.findings(by: PortIsReserved.self).first)
        #expect(finding.severity == .warning && finding.subject.port == 443)
        let configured = survey.configuration { $0.engineSocket = LocalText("/run/user/1000/docker.sock") }
        #expect(configured.findings(by: PortIsReserved.self).map(\.severity) == [.error])
        #expect(Diagnosis(of: configured).verdict == .blocked)
        let allowed = survey.port(443) { evidence in
            evidence.hasOnlyRootlessEngine = true
            evidence.unprivilegedFrom = 443
        }
        #expect(allowed.findings(by: PortIsReserved.self).isEmpty)
        #expect(free.port(8883) { $0.hasOnlyRootlessEngine = true }.findings(by: PortIsReserved.self).isEmpty)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeDiagnosis
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement

/// Builds the report of an invented run.
struct SampleRun {
    let hub: HostName
    var plan: Plan
    var vantages: [Vantage]
    var facts = Guidance.Facts()
    var hostname = "gw-lab-17"
    var notes: [Sentence] = []
    var isComplete = true
    private(set) var observations: [Observation] = []
    private var states: [Diagnosis.TransportState] = []
    private var findings: [Finding] = []

    init() throws {
        hub = try HostName(validating: "myhub.azure-devices.net")
        plan = Plan(hub: hub)
        plan.services.dps = try HostName(validating: "global.azure-devices-provisioning.net")
        plan.services.registries = [try HostName(validating: "mcr.microsoft.com")]
        vantages = [Vantage.host, Vantage("docker:bridge"), Vantage("docker:azure-iot-edge")].compactMap(\.self)
        facts.addresses[hub] = [IPAddress("203.0.113.20")].compactMap(\.self)
    }

    /// Names and all ladders from all vantages; the exceptions fail at their first rung.
    mutating func climbEverything(
        except broken: [Transport] = [], also via: Endpoint.Via = .direct, services: Bool = true
    ) {
        for (place, vantage) in vantages.enumerated() {
            let later = Double(place) * 0.002
            _ = see("dns.resolve", Name(hub), from: vantage, at: later, for: 0.012 + later)
            for (step, transport) in Transport.allCases.enumerated() {
                climb(
                    Endpoint(.hub, hub, transport), from: vantage, by: later + Double(step) * 0.004,
                    !broken.contains(transport))
                guard via == .proxy, transport.mayUseProxy else { continue }
                climb(
                    Endpoint(.hub, hub, transport, via: .proxy), from: vantage, by: 0.020 + Double(step) * 0.004, true)
            }
            for endpoint in plan.services.endpoints
            where services && endpoint.service != .hub && endpoint.transport == .https {
                guard vantage == .host, endpoint.via == via else { continue }
                climb(endpoint, from: vantage, by: 0.003, true)
            }
        }
    }

    private mutating func climb(_ endpoint: Endpoint, from vantage: Vantage, by delay: Double, _ works: Bool) {
        var connecting = SampleEvidence()
        let remote = SocketAddress("203.0.113.20", defaultPort: endpoint.port)
        if works { connecting.connected = remote }
        if let remote {
            connecting.attempts = [
                ConnectAttempt(
                    remote: remote, result: works ? .connected : .silent, latency: Seconds(works ? 0.021 : 2))
            ]
        }
        let isHub = endpoint.service == .hub
        connecting.wasRedirected = !isHub || endpoint.via == .proxy
        _ = see("tcp.connect", endpoint, from: vantage, at: 0.013, for: works ? 0.021 : 2, connecting)
        guard works else {
            skip("tls.handshake", endpoint, from: vantage, .prerequisite, "tcp.connect did not get through")
            if isHub { state(endpoint.transport, vantage, false, nil, endpoint.via) }
            return
        }
        if endpoint.via == .proxy { _ = see("proxy.tunnel", endpoint, from: vantage, at: 0.034, for: 0, connecting) }
        _ = see("tls.handshake", endpoint, from: vantage, at: 0.034, for: 0.018)
        let top: ProbeID
        let proof: Proof
        switch (endpoint.service, endpoint.transport) {
        case (.dps, _): (top, proof) = ("dps.request", .iothubErrorCode)
        case (.registry, _): (top, proof) = ("registry.request", .iothubErrorCode)
        case (_, .https): (top, proof) = ("https.request", .iothubErrorCode)
        case (_, .amqp), (_, .amqpOverWebSocket): (top, proof) = ("amqp.open", .amqpOpen)
        case (_, .mqtt), (_, .mqttOverWebSocket): (top, proof) = ("mqtt.connect", .connack(5))
        }
        _ = see(top, endpoint, from: vantage, at: 0.052, for: 0.022 + delay)
        if isHub { state(endpoint.transport, vantage, true, proof, endpoint.via) }
    }

    mutating func see(
        _ probe: ProbeID, _ subject: any Subject, from vantage: Vantage, at start: Double, for duration: Double,
        _ evidence: SampleEvidence = SampleEvidence()
    ) -> Int {
        add(probe, subject, vantage, .seen(evidence.evidence(of: probe, for: Seconds(duration))), start, duration)
    }

    /// A walk that ends behind the second router, and one to port 443 that arrives behind the third.
    ///
    /// A container has its gateway, this device, before them.
    mutating func walk(to endpoint: Endpoint, from vantage: Vantage, behind gateway: String? = nil) -> Int {
        let own = gateway.map { [$0] } ?? []
        let routers = (own + ["10.3.0.1", "10.1.0.1", "172.31.4.9"]).compactMap { IPAddress($0) }
        func hops(_ count: Int, _ end: HopWalk.Hop.Answer) -> [HopWalk.Hop] {
            routers.prefix(count).enumerated().map { HopWalk.Hop(limit: $0 + 1, answer: .router, address: $1) }
                + (count + 1...6).map { HopWalk.Hop(limit: $0, answer: end) }
        }
        var evidence = SampleEvidence()
        evidence.walk = SocketAddress("203.0.113.20", defaultPort: endpoint.port).map {
            HopWalk(remote: $0, hops: hops(own.count + 2, .silent))
        }
        evidence.control = SocketAddress("203.0.113.20", defaultPort: 443).map {
            HopWalk(remote: $0, hops: hops(own.count + 3, .accepted))
        }
        return see("tcp.hops", endpoint, from: vantage, at: 1.02, for: 1.1, evidence)
    }

    /// The ports, the name and the clock of the device; returns the observation of the port that nginx holds.
    @discardableResult
    mutating func lookAtDevice(holding held: UInt16? = nil) -> Int {
        var proof = 0
        for binding in PortBinding.edgeHubDefaults {
            var evidence = PortEvidence()
            if binding.port == held {
                let nginx = PortEvidence.Holder(
                    pid: 812, name: LocalText("nginx"), executable: LocalText("/usr/sbin/nginx"),
                    unit: LocalText("nginx.service"))
                evidence.listeners = [.init(address: .anyV4, userID: 0, holders: [nginx])]
            }
            let index = add("ports.check", LocalPort(binding), .host, .seen(evidence), 0, 0.001)
            if binding.port == held { proof = index }
        }
        _ = add("device.hostname", Device(), .host, .seen(HostnameEvidence(name: LocalText(hostname))), 0, 0.001)
        var time = TimeEvidence(.answered)
        time.offset = Seconds(0.21)
        _ = add("device.time", TimeServer(.name(hub)), .host, .seen(time), 0, 0.02)
        return proof
    }

    mutating func skip(
        _ probe: ProbeID, _ subject: any Subject, from vantage: Vantage, _ code: SkipReason.Code, _ reason: Sentence
    ) {
        _ = add(probe, subject, vantage, .skipped(SkipReason(code, reason)), 0, 0)
    }

    mutating func fail(
        _ probe: ProbeID, _ subject: any Subject, from vantage: Vantage, _ code: ProbeError.Code, _ reason: Sentence
    ) {
        _ = add(probe, subject, vantage, .failed(ProbeError.recorded(code, reason)), 0, 0)
    }

    private mutating func add(
        _ probe: ProbeID, _ subject: any Subject, _ vantage: Vantage,
        _ outcome: Outcome<any Codable & Hashable & Sendable>, _ start: Double, _ duration: Double
    ) -> Int {
        observations.append(
            Observation(
                index: observations.count, probe: probe, vantage: vantage, subject: subject, outcome: outcome,
                startedAt: Seconds(start), duration: Seconds(duration)))
        return observations.count - 1
    }

    mutating func state(
        _ transport: Transport, _ vantage: Vantage, _ usable: Bool?, _ proof: Proof?, _ via: Endpoint.Via = .direct
    ) {
        states.append(
            Diagnosis.TransportState(transport: transport, vantage: vantage, usable: usable, proof: proof, via: via))
    }

    /// The observations of an endpoint's first rung.
    func failures(of endpoint: Endpoint) -> [Int] {
        observations.filter { $0.probe == "tcp.connect" && $0.subject as? Endpoint == endpoint }.map(\.index)
    }

    mutating func find(_ finding: Finding) { findings.append(finding) }

    /// What passes the place of the last finding.
    mutating func contrast(_ text: Sentence) { findings[findings.count - 1].location.contrast = text }

    func report(_ verdict: Diagnosis.Verdict, _ summary: Sentence) -> Report {
        let question = Assignment(plan)
        let start = Timestamp(secondsSince1970: 1_795_425_247)
        let survey = Survey(assignment: question, startedAt: start, observations: observations)
        var diagnosis = Guidance.completed(
            Diagnosis(verdict: verdict, summary: summary, transports: states, findings: findings.map(Self.settled)),
            assignment: question, facts: facts)
        diagnosis.picture = Picture(of: diagnosis, in: Scene(of: survey))
        return Report(
            toolVersion: "0.1.0",
            run: Report.Run(
                id: "0b1c2d3e", startedAt: start, duration: Seconds(0.31), isComplete: isComplete,
                arguments: ["run", "--hub", hub.description]),
            device: DeviceFacts(
                hostname: hostname, os: "Debian GNU/Linux 12", kernel: "6.1.0", engine: nil, capabilities: []),
            survey: survey, diagnosis: diagnosis, notes: notes)
    }

    /// Nothing else that a sample could be.
    private static func settled(_ finding: Finding) -> Finding {
        finding.differential == nil ? finding.weighed(Differential()) : finding
    }
}

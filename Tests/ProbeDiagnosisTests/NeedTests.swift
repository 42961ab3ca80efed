import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `what is needed` {
    private func severity(_ endpoint: Endpoint, from vantage: Vantage = .host, _ survey: Survey) -> Finding.Severity {
        survey.needs.severity(forFailureOf: endpoint, from: vantage)
    }

    private func silencing(_ endpoints: [Endpoint], in survey: Survey = .healthy, from vantage: Vantage = .host)
        -> Survey
    {
        survey.forEach(endpoints) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint, from: vantage) { $0 = .silent(endpoint) }
        }
    }

    @Test func `is carried in full by a healthy network`() {
        let survey = Survey.healthy.asking { $0.idScope = "0ne00000000" }
        let needs = survey.needs
        #expect(needs.all.map(\.consumer) == [.identityService, .edgeAgent, .edgeHub, .imagePull, .provisioning])
        #expect(needs.all.allSatisfy { if case .carried = needs.state(of: $0) { true } else { false } })
    }

    @Test(arguments: [(nil, true), (true, false)] as [(Bool?, Bool)])
    func `of the first edgeAgent comes from where the device's own configuration has it, whatever the deployment says`(
        isOnHost: Bool?, isAsked: Bool
    ) {
        var deployment = DeploymentEvidence(file: "deployment.json")
        deployment.modules = ["edgeAgent", "edgeHub"].map {
            var module = DeploymentEvidence.Module(name: LocalText($0))
            module.isOnHost = true
            return module
        }
        let configured = Survey.healthy(from: [.host, Places.edgeNetwork])
            .adding(ReadDeployment.self, about: Device(), deployment)
            .configuration {
                $0.files = [ConfigurationFile(path: ConfigurationFile.edge, state: .read)]
                $0.isAgentOnHost = isOnHost
            }
        let agents = configured.needs.all.filter { $0.consumer == .edgeAgent }.map(\.vantage)
        #expect(Set(agents) == (isAsked ? [.host, Places.edgeNetwork] : [.host]))
        let hubs = configured.needs.all.filter { $0.consumer == .edgeHub }.map(\.vantage)
        #expect(hubs == [.host])
        let silent = silencing([.hubAMQP, .hubAMQPOverWebSocket], in: configured, from: Places.edgeNetwork)
        let isReady = Diagnosis(of: silent).verdict == .ready
        #expect(isReady != isAsked)
    }

    @Test func `comes from the host and from the network of the modules, for which the engine's own stands in`() {
        let survey = Survey.healthy(from: [.host, Places.bridge, Places.edgeNetwork])
        let needs = survey.needs
        #expect(needs.all.filter { $0.consumer == .edgeHub }.map(\.vantage) == [Places.edgeNetwork])
        let before = Survey.healthy(from: [.host, Places.bridge]).needs
        #expect(before.all.filter { $0.consumer == .edgeHub }.map(\.vantage) == [Places.bridge])
        #expect(
            severity(.hubAMQP, from: Places.bridge, silencing([.hubAMQP], in: survey, from: Places.bridge)) == .info)
        #expect(needs.all.filter { $0.consumer == .identityService }.map(\.vantage) == [.host])
        #expect(severity(.hubAMQP, from: .host, silencing([.hubAMQP], in: survey)) == .info)
    }

    @Test(
        arguments: [
            (nil, "portainer", false), (false, "portainer", false), (true, "telemetry", true), (nil, "edgeHub", true),
        ] as [(Bool?, String, Bool)])
    func `comes from the engine's own network as well where a module runs on it, not anybody's container`(
        isModule: Bool?, name: String, counts: Bool
    ) {
        var origin = VantageOrigin(
            kind: .container, resolverRule: .ownFile, resolvers: [Places.resolver.address],
            hostResolvers: [Places.resolver.address])
        origin.container = LocalText(name)
        origin.isModule = isModule
        let survey = Survey.healthy(from: [.host, Places.bridge, Places.edgeNetwork])
            .adding(DescribeVantage.self, about: Device(), from: Places.bridge, origin)
        let vantages = survey.needs.all.filter { $0.consumer == .edgeHub }.map(\.vantage)
        #expect(vantages.contains(Places.bridge) == counts && vantages.contains(Places.edgeNetwork))
    }

    @Test func `leaves open what fails on a bridge of which nobody knows whether modules run there`() {
        let survey = Survey.healthy(from: [.host, Places.bridge, Places.edgeNetwork])
        #expect(Diagnosis(of: survey).verdict == .ready)
        let failing = silencing([.hubAMQP, .hubAMQPOverWebSocket], in: survey, from: Places.bridge)
        #expect(Diagnosis(of: failing).verdict == .inconclusive)
    }

    @Test(
        arguments: [
            (EngineFacts.State.denied, [Places.bridge], Diagnosis.Verdict.inconclusive),
            (.stopped, [Places.bridge], .inconclusive), (.absent, [], .ready),
            (.running, [Places.bridge], .ready), (.running, [Places.edgeNetwork], .inconclusive),
        ])
    func `leaves open what containers reach where the engine's networks could not be measured`(
        state: EngineFacts.State, unmeasured: [Vantage], verdict: Diagnosis.Verdict
    ) {
        var facts = EngineFacts(state: state)
        let reason = SkipReason(.prerequisite, "the network has no free address")
        facts.unmeasured = unmeasured.map { EngineFacts.Unmeasured($0, reason) }
        let all: [Vantage] = state == .running ? [.host, Places.bridge, Places.edgeNetwork] : [.host]
        let survey = Survey.healthy(from: all.filter { !unmeasured.contains($0) })
            .adding(DescribeEngine.self, about: Device(), facts)
        #expect(Diagnosis(of: survey).verdict == verdict)
    }

    @Test(arguments: [EngineFacts.State.running, .denied])
    func `leaves open what containers reach where nobody read which networks the engine has`(state: EngineFacts.State) {
        let survey = Survey.healthy.adding(DescribeEngine.self, about: Device(), EngineFacts(state: state))
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive && diagnosis.findings.isEmpty)
        #expect(diagnosis.summary.english.contains("containers were not measured"))
        let skipped = survey.skipping(ReadRoutes.self, about: Device(), because: .excluded)
        #expect(Diagnosis(of: skipped).verdict == .inconclusive)
        // The routes alone do not say it: who may not ask the engine knows of no network.
        let routed = survey.adding(ReadRoutes.self, about: Device(), RoutingState())
        #expect(Diagnosis(of: routed).verdict == (state == .denied ? .inconclusive : .ready))
    }

    @Test func `makes a closed transport a warning where only another UpstreamProtocol helps`() {
        #expect(severity(.hubAMQP, silencing([.hubAMQP])) == .warning)
        #expect(severity(.hubAMQP, silencing([.hubAMQP, .hubMQTT])) == .warning)
    }

    @Test func `does not include MQTT while AMQP is in use`() {
        #expect(severity(.hubMQTT, silencing([.hubMQTT])) == .info)
    }

    @Test func `includes MQTT once edgeHub is to use it`() {
        let survey = silencing([.hubMQTT]).asking { $0.upstream = .mqtt }
        #expect(severity(.hubMQTT, survey) == .warning)
    }

    @Test func `is carried by the fallback of edgeAgent where edgeHub uses WebSockets anyway`() {
        let survey = silencing([.hubAMQP]).asking { $0.upstream = .amqpOverWebSocket }
        #expect(severity(.hubAMQP, survey) == .info)
    }

    @Test func `counts what is in the way besides the name as it will count once the name is found`() {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) { $0 = .silent(Places.hub) }
            .forEach(Endpoint.hubEndpoints) { survey, endpoint in
                survey.adding(endpoint).changing(ConnectEndpoint.self, about: endpoint) { connect in
                    connect.usedControlResolver = true
                    if endpoint == .hubAMQP { connect = .silent(endpoint) }
                }
            }
        #expect(severity(.hubAMQP, survey) == .warning)
        #expect(severity(.hubAMQP, survey.asking { $0.upstream = .amqpOverWebSocket }) == .info)
        #expect(severity(.hubHTTPS, survey) == .error)
        #expect(survey.needs.severity(forFailureOf: Places.hub, from: .host) == .error)
    }

    @Test func `makes HTTPS an error for nothing else carries the identity service`() {
        #expect(severity(.hubHTTPS, silencing([.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket])) == .error)
    }

    @Test func `makes everything an error where every transport fails`() {
        let survey = silencing(Endpoint.hubEndpoints)
        #expect(severity(.hubAMQP, survey) == .error)
        #expect(severity(.hubMQTT, survey) == .info)
        #expect(survey.needs.severity(forFailureOf: Places.hub, from: .host) == .error)
    }

    @Test func `does not count what only this host trusts for containers`() {
        let survey = Survey.healthy.forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.verifications = [
                    .init(store: .publicRoots, isTrusted: false, code: 19, depth: 2, isTrustedIgnoringDates: false),
                    .init(store: .system, isTrusted: true, code: 0, depth: 2, isTrustedIgnoringDates: true),
                ]
            }
        }
        #expect(severity(.hubHTTPS, survey) == .info)
        #expect(severity(.hubAMQP, survey) == .error)
    }

    @Test func `includes DPS only with an id scope, and then wholly`() {
        let survey = silencing([.dpsHTTPS, .dpsMQTT])
        #expect(severity(.dpsHTTPS, survey) == .warning)
        #expect(severity(.dpsMQTT, survey) == .info)
        #expect(severity(.dpsHTTPS, survey.asking { $0.idScope = "0ne00000000" }) == .error)
    }

    @Test func `includes the registry and its data endpoint`() {
        #expect(severity(.registryHTTPS, silencing([.registryHTTPS])) == .error)
        let survey = Survey.healthy.changing(ReachDataEndpoint.self, about: .registryHTTPS) {
            $0.connect = .silent(Endpoint(.registry, Places.dataEndpoint, .https))
            $0.handshake = nil
        }
        #expect(severity(.registryHTTPS, survey) == .error)
    }

    @Test func `makes direct failures remarks once the proxy carries everything`() {
        let survey = silencing(Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS], in: .healthyWithProxy)
        #expect(survey.ladder(.hubAMQPOverWebSocket.throughProxy, from: .host).isProven)
        for endpoint in Endpoint.hubEndpoints + [.dpsHTTPS, .registryHTTPS] {
            #expect(severity(endpoint, survey) == .info)
        }
    }

    @Test func `leaves a direct failure a warning where the proxy is not what the site demands`() {
        #expect(severity(.hubAMQP, silencing([.hubAMQP, .hubMQTT], in: .healthyWithProxy)) == .warning)
    }

    @Test func `is undecided, not failing, where the run ended before the alternatives were tried`() {
        let survey = silencing([.hubAMQP])
            .forEach([.hubAMQPOverWebSocket, .hubMQTT, .hubMQTTOverWebSocket]) {
                $0.skipping(ConnectEndpoint.self, about: $1, because: .interrupted)
            }
        #expect(severity(.hubAMQP, survey) == .warning)
        let needs = survey.needs
        #expect(needs.all.filter { $0.consumer == .edgeHub }.map { needs.state(of: $0) } == [.undecided])
    }
}

struct `a ladder` {
    @Test func `is proven by the hub's own answer alone`() {
        let survey = Survey.healthy.changing(ConnectMQTT.self, about: .hubMQTT) {
            $0.proof = nil
            $0.exchange.result = .silent
        }
        #expect(survey.ladder(.hubMQTT, from: .host).state == .failed(.conversation))
        #expect(survey.ladder(.hubAMQP, from: .host).proof == .amqpOpen)
    }

    @Test func `on addresses of the control resolver does not help the device`() {
        let survey = Survey.healthy
            .adding(ResolveName.self, about: Name(Places.hub), .answering(Places.hub, code: 3))
            .forEach(Endpoint.hubEndpoints) { survey, endpoint in
                var connect = Healthy.connection(endpoint)
                connect.usedControlResolver = true
                return survey.adding(ConnectEndpoint.self, about: endpoint, connect)
            }
        #expect(survey.ladder(.hubHTTPS, from: .host).state == .failed(.name))
    }

    @Test func `fails by its name where there was nothing to connect to`() {
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) { $0 = .silent(Places.hub) }
        #expect(survey.ladder(.hubAMQP, from: .host).state == .failed(.name))
        #expect(survey.ladder(.dpsHTTPS, from: .host).state == .proven)
    }

    @Test func `is unknown while two connections to the same port disagree`() {
        let survey = Survey.healthy.changing(ConnectEndpoint.self, about: .hubAMQPOverWebSocket) {
            $0 = .silent(.hubAMQPOverWebSocket)
        }
        #expect(survey.ladder(.hubAMQPOverWebSocket, from: .host).state == .unknown)
    }

    @Test func `is unknown where the run ended before a silence could be concluded`() {
        let cut = Survey.healthy.changing(ConnectEndpoint.self, about: .hubAMQP) {
            $0 = .silent(.hubAMQP, attempts: 1)
            $0.attempts[0].latency = Seconds(0.9)
        }
        #expect(cut.ladder(.hubAMQP, from: .host).state == .unknown)
        #expect(cut.pathCauses.isEmpty)
        let unasked = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) { $0 = NameEvidence() }
        #expect(unasked.ladder(.hubAMQP, from: .host).state == .unknown)
        #expect(unasked.pathCauses.isEmpty)
    }

    @Test func `is unknown where the tool was in trouble, and absent where it was not asked`() {
        let survey = Survey.healthy.failing(HandshakeTLS.self, about: .hubMQTT, because: .worker)
            .skipping(ConnectEndpoint.self, about: .hubAMQP, because: .excluded)
        #expect(survey.ladder(.hubMQTT, from: .host).state == .unknown)
        #expect(survey.ladder(.hubAMQP, from: .host).state == .absent)
        #expect(survey.ladder(.hubAMQP, from: Places.bridge).state == .absent)
    }
}

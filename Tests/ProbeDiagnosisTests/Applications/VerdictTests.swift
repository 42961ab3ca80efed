import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `the verdict` {
    private let containers = Survey.healthy(from: [.host, Places.bridge, Places.edgeNetwork])

    @Test func `of a healthy survey is ready, with nothing to say against it`() {
        let fromTheHost = Diagnosis(of: .healthy)
        #expect(fromTheHost.verdict == .ready)
        #expect(fromTheHost.findings.isEmpty)
        #expect(
            fromTheHost.summary.english == """
                For AMQP (the default), from this host alone, no container was looked at: everything IoT Edge needs reaches the hub.
                """)
        let fromEverywhere = Diagnosis(of: containers)
        #expect(fromEverywhere.verdict == .ready)
        #expect(fromEverywhere.findings.isEmpty)
        #expect(
            fromEverywhere.summary.english == """
                For AMQP (the default), from this host and from its containers: everything IoT Edge needs reaches the hub.
                """)
        #expect(fromEverywhere.transports.count == 15)
        #expect(fromEverywhere.transports.allSatisfy { $0.usable == true && $0.proof != nil })
    }

    @Test func `is blocked without HTTPS to the hub`() {
        let diagnosis = Diagnosis(of: .healthy.dropping([.hubHTTPS, .hubAMQPOverWebSocket, .hubMQTTOverWebSocket]))
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.first?.severity == .error)
        #expect(diagnosis.summary.english.hasPrefix("IoT Edge cannot start without HTTPS to the hub: "))
    }

    @Test func `is ready with MQTT closed while AMQP is in use`() {
        let diagnosis = Diagnosis(of: .healthy.dropping([.hubMQTT]))
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.severity) == [.info])
    }

    @Test func `is degraded with AMQP closed, for edgeHub does not fall back`() {
        let diagnosis = Diagnosis(of: .healthy.dropping([.hubAMQP]))
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.findings.map(\.severity) == [.warning])
        #expect(
            diagnosis.summary.english
                == "AMQP is filtered on the way out; edgeAgent will fall back to WebSockets, edgeHub will not.")
    }

    @Test func `is degraded where only MQTT is left to edgeAgent`() {
        let survey = Survey.healthy.dropping([.hubAMQP]).forEach([.hubAMQPOverWebSocket, .hubMQTTOverWebSocket]) {
            $0.upgrade(404, on: $1)
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .degraded)
        #expect(diagnosis.summary.english.hasSuffix("edgeHub needs UpstreamProtocol=Mqtt."))
    }

    @Test func `is blocked where containers resolve no names, and says that the host does`() {
        let survey = [Places.bridge, Places.edgeNetwork].reduce(containers) { survey, vantage in
            survey.changing(ResolveName.self, about: Name(Places.hub), from: vantage) { $0 = .silent(Places.hub) }
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .blocked)
        #expect(
            diagnosis.summary.english.hasPrefix(
                "For containers the name \(Places.hub) does not lead to the hub, for this host it does: the resolver "))
    }

    @Test func `names the containers, where others of the device find the name or get through`() {
        let nameless = containers.changing(ResolveName.self, about: Name(Places.hub), from: Places.edgeNetwork) {
            $0 = .silent(Places.hub)
        }
        #expect(
            Diagnosis(of: nameless).summary.english.hasPrefix(
                "From docker:azure-iot-edge the name \(Places.hub) does not lead to the hub, from this host it does: "))
        let cut = containers.connecting(Endpoint.hubEndpoints, from: Places.edgeNetwork) { .silent($0) }
        #expect(
            Diagnosis(of: cut).summary.english.hasPrefix(
                "From docker:azure-iot-edge the hub cannot be reached, from this host it can: "))
    }

    @Test func `does not call a transport filtered for what is merely remarked upon`() {
        // The host needs no AMQP, and the modules' hangs up after TLS.
        let survey = containers.dropping([.hubAMQP]).forEach([Places.bridge, Places.edgeNetwork]) { survey, vantage in
            survey.changing(OpenAMQP.self, about: .hubAMQP, from: vantage) {
                $0 = AMQPEvidence(exchange: .unanswered(.closed))
            }
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.contains { $0.severity == .info && $0.cause.card.isFilter })
        #expect(!diagnosis.summary.english.contains("filtered"), "\(diagnosis.summary.english)")
    }

    @Test func `is ready where the host's AMQP fails and the containers' works`() {
        #expect(Diagnosis(of: containers.dropping([.hubAMQP])).verdict == .ready)
    }

    @Test func `is inconclusive where a needed ladder was left out`() {
        let survey = Survey.healthy.skipping(ConnectEndpoint.self, about: .hubHTTPS, because: .excluded)
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive)
        #expect(
            diagnosis.summary.english
                == """
                Whether HTTPS to the hub works from this host is open: as the test has it; run again without --only and --skip.
                """)
        #expect(diagnosis.transports.first { $0.transport == .https }?.usable == .some(nil))
    }

    @Test func `is inconclusive where the host was not measured from, or nothing was`() {
        #expect(Diagnosis(of: .healthy(from: [Places.bridge])).verdict == .inconclusive)
        let nothing = Survey(
            assignment: Survey.healthy.assignment, startedAt: Survey.healthy.startedAt, observations: [])
        #expect(Diagnosis(of: nothing).verdict == .inconclusive)
    }

    @Test func `is inconclusive where something needed fails and no rule knows why`() {
        let survey = Survey.healthy.changing(RequestHTTPS.self, about: .hubHTTPS) {
            $0 = HTTPSEvidence(exchange: .unanswered(.silent))
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.verdict == .inconclusive)
        #expect(
            diagnosis.summary.english == "HTTPS to the hub does not work from this host, and no cause could be proven.")
    }

    @Test func `is blocked where the pulls fail alone`() {
        let diagnosis = Diagnosis(of: .healthy.dropping([.registryHTTPS]))
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.summary.english.hasPrefix("The hub can be reached, but module images cannot be pulled: "))
    }

    @Test func `does not ask for a registry or DPS that were turned off`() {
        #expect(Diagnosis(of: .healthy.without(.registry).without(.dps)).verdict == .ready)
    }
}

struct `a transport` {
    @Test func `is unknown where the run ended first`() {
        let survey = Survey.healthy.changing(HandshakeTLS.self, about: .hubMQTT) {
            $0 = .ended(.hubMQTT, .superseded)
        }
        #expect(Diagnosis(of: survey).transports.first { $0.transport == .mqtt }?.usable == .some(nil))
    }

    @Test func `is unusable where its address came from the control resolver alone`() {
        let survey = Survey.healthy.changing(ConnectEndpoint.self, about: .hubMQTT) { $0.usedControlResolver = true }
        let nameless = survey.resolving(.silent(Places.hub))
        #expect(Diagnosis(of: nameless).transports.first { $0.transport == .mqtt }?.usable == false)
        // The site's resolver was late, and gave the same address in the end.
        #expect(Diagnosis(of: survey).transports.first { $0.transport == .mqtt }?.usable == true)
        // It gave another one: what was proven is not what the device would use.
        let elsewhere = survey.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.addresses = [Places.registryAddress]
        }
        #expect(Diagnosis(of: elsewhere).transports.first { $0.transport == .mqtt }?.usable == nil)
    }
}

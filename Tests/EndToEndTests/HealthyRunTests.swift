import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Probes
import TestSupport
import Testing

/// The real catalogue against a hub that has nothing wrong with it.
@Suite(.aheadOfOthers) struct HealthyRunTests {
    @Test func `a healthy hub is ready, without any finding`() async throws {
        let diagnosis = try await Rehearsals.shared.run(nil).diagnosis
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.cause) == [])
    }

    @Test func `every transport is usable, and the hub itself proved it`() async throws {
        let transports = try await Rehearsals.shared.run(nil).diagnosis.transports
        let proofs: [Transport: Proof] = [
            .https: .iothubErrorCode, .amqp: .amqpOpen, .amqpOverWebSocket: .amqpOpen, .mqtt: .connack(5),
            .mqttOverWebSocket: .connack(5),
        ]
        #expect(Set(transports.map(\.transport)) == Set(Transport.allCases))
        for state in transports {
            #expect(state.usable == true, "\(state.transport)")
            #expect(state.proof == proofs[state.transport], "\(state.transport)")
            #expect(state.via == .direct && state.vantage == .host, "\(state.transport)")
        }
    }

    @Test func `each endpoint sees one connection and one handshake`() async throws {
        let counts = try await Rehearsals.shared.run(nil).counts
        #expect(
            counts.connections == [
                // HTTPS, both protocols in a WebSocket, and the TLS 1.3 name.
                .hubHTTPS: 4, .hubAMQP: 1, .hubMQTT: 1, .dpsHTTPS: 1, .dpsMQTT: 1, .registry: 1, .data: 1,
            ])
        #expect(
            counts.handshakes == [
                EmulatedRun.hub: 5, "global.azure-devices-provisioning.net": 2, "mcr.microsoft.com": 1,
                "eastus.data.mcr.microsoft.com": 1, "demo-hub.device.azure-devices.net": 1,
            ])
        #expect(counts.tunnels.isEmpty)
    }

    @Test func `no control runs`() async throws {
        let ladder: Set<ProbeID> = [
            "tcp.connect", "tls.handshake", "https.request", "mqtt.connect", "amqp.open", "ws.upgrade", "dps.request",
            "registry.request", "registry.data", "tls.device-name",
        ]
        let survey = try await Rehearsals.shared.run(nil).survey
        for observation in survey.observations {
            switch observation.outcome {
            case .seen: #expect(ladder.contains(observation.probe))
            case .skipped(let reason):
                #expect(reason.code == .notNeeded && !ladder.contains(observation.probe), "\(observation.probe)")
            case .failed(let error): Issue.record("\(observation.probe) failed: \(error)")
            }
        }
        #expect(survey.observations.count > ladder.count)
    }

    @Test func `portals and the address of nobody stay alone where nothing failed`() async throws {
        let run = try await EmulatedRun.record([]) { plan in
            plan.services.checksPortals = true
            // Refused by this machine itself, were it asked.
            plan.services.halfOpenControl = SocketAddress("127.0.0.1:1", defaultPort: 1)
        }
        #expect(run.survey.seen(CheckPortal.self).isEmpty && run.survey.seen(ConnectNowhere.self).isEmpty)
        #expect(run.survey.observations(of: CheckPortal.id).count == 2)
        #expect(run.survey.observations(of: ConnectNowhere.id).count == 1)
        #expect(run.counts.connections[.pages] == nil)
        #expect(run.diagnosis.verdict == .ready)
    }
}

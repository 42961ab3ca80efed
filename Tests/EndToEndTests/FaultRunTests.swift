import HubEmulator
import ProbeCore
import ProbeFindings
import TestSupport
import Testing

/// The real catalogue against every fault: the diagnosis names the cause and accuses nobody else.
@Suite(.aheadOfOthers) struct FaultRunTests {
    @Test(arguments: Fault.allCases)
    func `the first finding is the fault's cause`(fault: Fault) async throws {
        let findings = try await Rehearsals.shared.run(fault).diagnosis.findings
        #expect(findings.first?.cause == Self.leading[fault]?.cause ?? fault.cause)
        #expect(findings.contains { $0.cause == fault.cause })
    }

    @Test(arguments: Fault.allCases)
    func `nothing else is an error or a warning`(fault: Fault) async throws {
        let findings = try await Rehearsals.shared.run(fault).diagnosis.findings
        let blamed = findings.filter { $0.severity != .info }.map(\.cause)
        #expect(blamed == [Self.leading[fault]?.cause ?? fault.cause])
    }

    @Test(arguments: Fault.allCases)
    func `the verdict says what the fault leaves of the device's needs`(fault: Fault) async throws {
        let diagnosis = try await Rehearsals.shared.run(fault).diagnosis
        #expect(diagnosis.verdict == Self.verdict(of: fault))
        #expect(diagnosis.findings.contains { $0.severity == .error } == (diagnosis.verdict == .blocked))
    }

    @Test(arguments: Fault.allCases)
    func `every finding has its proof among the observations`(fault: Fault) async throws {
        let run = try await Rehearsals.shared.run(fault)
        for finding in run.diagnosis.findings {
            #expect(!finding.evidence.isEmpty && !finding.refutedBy.isEmpty && !finding.summary.isEmpty)
            for proof in finding.evidence {
                #expect(run.survey.observations.indices.contains(proof.observation), "\(finding.cause)")
            }
        }
    }

    /// Where another cause than the fault's own rightly comes first.
    private static let leading: [Fault: (cause: Cause, because: String)] = [
        .proxyPortDenied: (
            .proxyRequired,
            "IoT Edge takes no AMQP or MQTT through a proxy anyway: that its ports are denied there is information, and "
                + "what the device has to change is its transport"
        )
    ]

    private static func verdict(of fault: Fault) -> Diagnosis.Verdict {
        switch fault {
        // A WebSocket carries what the port does not, or the port what the WebSocket does not.
        case .mqttSwallowed, .mqttClosed, .amqpSwallowed, .amqpClosed, .amqp091, .wsUpgradeStripped, .wsUpgradeReset,
            .wsUpgradeSwallowed, .wsFramesDropped, .wsSubprotocolMissing, .closed5671, .closed8883, .only443:
            .degraded
        // Only WebSockets use a proxy.
        case .proxyPortDenied, .proxyOnly: .degraded
        // Without an id scope, provisioning is not needed.
        case .dpsClosed: .ready
        case .tlsIntercepted, .tlsUnknownCA, .tlsExpired, .tlsNotYetValid, .tlsHostnameMismatch, .tlsVersion,
            .tlsSwallowed, .tlsClosed, .tlsReset, .tlsSNISilent, .httpPortal, .httpNotHub, .proxy407, .proxy403,
            .closed443, .registryDataClosed, .clockSkew:
            .blocked
        }
    }
}

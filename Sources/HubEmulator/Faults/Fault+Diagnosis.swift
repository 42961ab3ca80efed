import ProbeCore
package import ProbeFindings

extension Fault {
    /// The cause that a right diagnosis names.
    package var cause: Cause {
        switch self {
        case .mqttSwallowed: .mqttSwallowed
        case .mqttClosed: .mqttClosed
        case .amqpSwallowed: .amqpSwallowed
        case .amqpClosed: .amqpClosed
        case .amqp091: .protoWrongService
        case .wsUpgradeStripped: .wsUpgradeStripped
        case .wsUpgradeReset, .wsUpgradeSwallowed: .wsUpgradeBlocked
        case .wsFramesDropped: .wsFramesDropped
        case .wsSubprotocolMissing: .wsSubprotocolMissing
        case .tlsIntercepted: .tlsIntercepted
        case .tlsUnknownCA: .tlsUnknownCA
        case .tlsExpired: .tlsExpired
        case .tlsNotYetValid: .tlsNotYetValid
        case .tlsHostnameMismatch: .tlsHostnameMismatch
        case .tlsVersion: .tlsVersionMismatch
        case .tlsSwallowed: .tlsSwallowed
        case .tlsClosed: .tlsClosed
        case .tlsReset, .tlsSNISilent: .tlsSNIFiltered
        case .httpPortal: .portalCaptive
        case .httpNotHub: .httpNotTheHub
        case .proxy407: .proxyAuthRequired
        case .proxy403: .proxyDenied
        case .proxyPortDenied: .proxyPortDenied
        case .proxyOnly: .proxyRequired
        case .closed5671, .closed8883, .closed443: .tcpRefused
        case .only443: .transportOnly443
        case .registryDataClosed: .registryDataEndpointBlocked
        case .dpsClosed: .dpsBlocked
        case .clockSkew: .hostClockSkew
        }
    }

    /// What a run must ask for, besides the hub, to meet the fault; it is the same from every vantage.
    package enum Requirement: String, Codable, Hashable, Sendable, CaseIterable {
        /// A proxy must be configured: the emulator's.
        case proxy
        case registry
        case provisioning
        /// The plain-HTTP portal checks must be on and led to the emulator's pages.
        case portalChecks = "portal-checks"
    }

    package var requirements: Set<Requirement> {
        switch self {
        case .proxy407, .proxy403, .proxyPortDenied, .proxyOnly: [.proxy]
        case .registryDataClosed: [.registry]
        case .dpsClosed: [.provisioning]
        case .httpPortal: [.portalChecks]
        // Inspection is told from one unknown chain by the other services' chains.
        case .tlsIntercepted, .tlsUnknownCA: [.registry, .provisioning]
        case .mqttSwallowed, .mqttClosed, .amqpSwallowed, .amqpClosed, .amqp091, .wsUpgradeStripped, .wsUpgradeReset,
            .wsUpgradeSwallowed, .wsFramesDropped, .wsSubprotocolMissing, .tlsExpired, .tlsNotYetValid,
            .tlsHostnameMismatch, .tlsVersion,
            .tlsSwallowed, .tlsClosed, .tlsReset, .tlsSNISilent, .httpNotHub, .closed5671, .closed8883, .closed443,
            .only443, .clockSkew:
            []
        }
    }
}

import ProbeCore
import ProbeFindings

extension Prescription {
    /// What removes the cause, the owner's own remedy first.
    var remedies: [Remedy] {
        switch finding.cause {
        case .hostPortConflict: hostPortConflict
        case .hostPortReserved: hostPortReserved
        case .hostPolicyDenied: hostPolicyDenied
        case .hostVethRoute: hostVethRoute
        case .hostHostnameTooLong, .hostHostnameInvalid: unfitHostname
        case .hostClockSkew: hostClockSkew
        case .hostOutputDropped: hostOutputDropped
        case .hostLinkDown: hostLinkDown
        case .hostNeighbourDead: hostNeighbourDead
        case .ipv6Broken: ipv6Broken
        case .ipv6NAT64Silent: ipv6NAT64Silent
        case .configMalformed: configMalformed
        case .routeNone: routeNone
        case .routeBlocked: routeBlocked
        case .routeVPNOverride: routeVPNOverride
        case .routeDeadDefault: routeDeadDefault
        case .routeStale: routeStale
        case .routePolicyRule: routePolicyRule
        case .routeBridgeOverlap: routeBridgeOverlap
        case .fwdDisabled: fwdDisabled
        case .fwdDropped: fwdDropped
        case .fwdRPFilter: fwdRPFilter
        case .natMissingMasquerade: natMissingMasquerade
        case .natRedirected: natRedirected
        case .containerEngineAbsent: containerEngineAbsent
        case .containerEngineStopped: containerEngineStopped
        case .containerNotMeasured: containerNotMeasured
        case .containerNetworkInternal: containerNetworkInternal
        case .containerIPv4Only: containerIPv4Only
        case .dnsNxdomain: dnsNxdomain
        case .dnsFiltered: dnsFiltered
        case .dnsServfail:
            withheldName(
                because: "It answers SERVFAIL: its forwarder, or its DNSSEC validation, fails for this name.")
        case .dnsRefused: dnsRefused
        case .dnsNoRecursion: dnsNoRecursion
        case .dnsTCPBlocked: dnsTCPBlocked
        case .dnsInjected: dnsInjected
        case .dnsSinkhole: dnsSinkhole
        case .dnsNodata: dnsNodata
        case .dnsPortRefused: dnsPortRefused
        case .dnsTimeout: dnsTimeout
        case .dnsSlowFirst: dnsSlowFirst
        case .dnsResolversDiffer: dnsResolversDiffer
        case .dnsUDPBlocked: dnsUDPBlocked
        case .dnsOtherSource: dnsOtherSource
        case .dnsEDNSIntolerant: dnsEDNSIntolerant
        case .dnsPrivateEndpoint: dnsPrivateEndpoint
        case .dnsDeviceNameMissing: dnsDeviceNameMissing
        case .tlsDeviceNameBlocked: tlsDeviceNameBlocked
        case .dnsContainerStub, .dnsContainerNone, .dnsContainerSplitView: unusableContainerResolvers
        case .dnsContainerFallbackPublic: dnsContainerFallbackPublic
        case .dnsContainerBlocked: dnsContainerBlocked
        case .containerResolverStale: containerResolverStale
        case .dnsHostsFileOnly: dnsHostsFileOnly
        case .dnsResolverLibrary: dnsResolverLibrary
        case .dnsSearchWildcard: dnsSearchWildcard
        case .tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll, .tcpRefused, .tcpResetByMiddlebox, .tcpRejectedICMP,
            .tcpAdminProhibited, .tcpResetMidstream, .dpsBlocked:
            blockedPath
        case .tcpHostUnreachable: brokenRoute("says that the next hop to \(destination) does not answer.")
        case .tcpNetUnreachable: brokenRoute("has no route to \(destination).")
        case .tcpLoop:
            brokenRoute("sends packets for \(destination) in a circle: they come back with their hop limit used up.")
        case .tcpHalfOpenProxy: tcpHalfOpenProxy
        case .tcpAsymmetric: tcpAsymmetric
        case .tcpLossy: tcpLossy
        case .mtuBlackholeIn, .mtuBlackholeOut: blackHole
        case .mtuBridgeMismatch: mtuBridgeMismatch
        case .tlsSNIFiltered:
            blockedHandshake(
                "TLS connections that name \(hostOrHub) are cut; the same connection with another name passes.")
        case .tlsSwallowed:
            blockedHandshake("The TLS ClientHello to \(hostOrHub) is accepted and never answered.")
        case .tlsClosed:
            blockedHandshake(
                "TLS connections to \(hostOrHub) are closed during the handshake, without a TLS alert.")
        case .tlsLargeHelloIntolerant: tlsLargeHelloIntolerant
        case .tlsBlockPage: tlsBlockPage
        case .tlsIntercepted, .tlsInterceptedTrusted: interception
        case .tlsWeakChain: tlsWeakChain
        case .tlsUnknownCA: tlsUnknownCA
        case .tlsIncompleteChain: tlsIncompleteChain
        case .tlsExpired, .tlsNotYetValid: certificateDates
        case .tlsHostnameMismatch: tlsHostnameMismatch
        case .tlsVersionMismatch, .tlsCipherMismatch: oldTLS
        case .tlsNonTLSReply: tlsNonTLSReply
        case .mqttSwallowed: blockedProtocol(.mqtt, isSilent: true)
        case .mqttClosed: blockedProtocol(.mqtt, isSilent: false)
        case .amqpSwallowed: blockedProtocol(.amqp, isSilent: true)
        case .amqpClosed: blockedProtocol(.amqp, isSilent: false)
        case .protoWrongService: protoWrongService
        case .wsUpgradeStripped: blockedWebSocket("the Upgrade header does not arrive.")
        case .wsUpgradeBlocked:
            blockedWebSocket("requests that ask for an upgrade get no answer or a reset, others are answered.")
        case .wsFramesDropped:
            blockedWebSocket("the upgrade is accepted, but the frames behind it get no answer.")
        case .wsSubprotocolMissing:
            blockedWebSocket("the upgrade is answered without the subprotocol or with a wrong accept value.")
        case .httpNotTheHub: httpNotTheHub
        case .transportOnly443: transportOnly443
        case .portalCaptive: portalCaptive
        case .proxyUnreachable: proxyUnreachable
        case .proxyAuthRequired: proxyAuthRequired
        case .proxyDenied, .proxyPortDenied: deniedTunnel
        case .proxyRequired: proxyRequired
        case .proxySchemeUnsupported: proxySchemeUnsupported
        case .proxyEnvMismatch: proxyEnvMismatch
        case .registryDataEndpointBlocked: registryDataEndpointBlocked
        case .registryForbidden: registryForbidden
        case .registryDenied: registryDenied
        case .registryLimited: registryLimited
        case .hubOutOfService: [restoreHub]
        case .deploymentImageMissing: deploymentImageMissing
        case .deploymentPlatformMissing: deploymentPlatformMissing
        case .deploymentPortCollision: deploymentPortCollision
        case .deploymentPlaceholder: deploymentPlaceholder
        case .deploymentShellEntrypoint: [execEntrypoint]
        case .deploymentSmallDevice: [smallDevice]
        // Both transports failed.
        case .logAgentFallback: openWayOut(isOfTransport: false)
        case .logEmptyConfig, .logTransientNetwork: openWayOut()
        case .logPullFailed: logPullFailed
        case .logNoDeployment: logNoDeployment
        // A device without a parent has the hub in its place.
        case .logParentUnreachable: finding.subject.host == nil ? logParentUnreachable : openWayOut()
        case .logPortAllocated: freePort
        case .logHostnameInvalid: unfitHostname
        case .logSocketDenied: logSocketDenied
        case .logImage401: [credentialsInDeployment]
        case .logImage403: [credentialsInDeployment, registryRules]
        case .logImage404: logImage404
        case .logModule404: logModule404
        case .logSmallDevice: logSmallDevice
        case .logClock: [setClock]
        case .logProxy407: proxyAuthRequired
        case .logCertificate: interception
        case .logFormatException: logFormatException
        case .logProxyDenied: deniedTunnel
        case .logImage429: [credentialsInDeployment]
        }
    }
}

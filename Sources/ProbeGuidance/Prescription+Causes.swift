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
        case .configMalformed: configMalformed
        case .routeNone: routeNone
        case .routeBlocked: routeBlocked
        case .routeVPNOverride: routeVPNOverride
        case .routeDeadDefault: routeDeadDefault
        case .routePolicyRule: routePolicyRule
        case .routeBridgeOverlap: routeBridgeOverlap
        case .fwdDisabled: fwdDisabled
        case .fwdDropped: fwdDropped
        case .fwdRPFilter: fwdRPFilter
        case .natMissingMasquerade: natMissingMasquerade
        case .natRedirected: natRedirected
        case .containerEngineAbsent: containerEngineAbsent
        case .dnsNxdomain: dnsNxdomain
        case .dnsFiltered, .dnsServfail, .dnsRefused, .dnsTCPBlocked, .dnsInjected: withheldName
        case .dnsSinkhole: dnsSinkhole
        case .dnsNodata: dnsNodata
        case .dnsPortRefused: dnsPortRefused
        case .dnsTimeout: dnsTimeout
        case .dnsSlowFirst: dnsSlowFirst
        case .dnsUDPBlocked: dnsUDPBlocked
        case .dnsEDNSIntolerant: dnsEDNSIntolerant
        case .dnsPrivateEndpoint: dnsPrivateEndpoint
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
        case .tcpHostUnreachable, .tcpNetUnreachable, .tcpLoop: brokenRoute
        case .tcpHalfOpenProxy: tcpHalfOpenProxy
        case .tcpAsymmetric: tcpAsymmetric
        case .tcpLossy: tcpLossy
        case .mtuBlackholeIn, .mtuBlackholeOut: blackHole
        case .mtuBridgeMismatch: mtuBridgeMismatch
        case .tlsSNIFiltered, .tlsSwallowed, .tlsClosed, .tlsLargeHelloIntolerant: blockedHandshake
        case .tlsIntercepted, .tlsInterceptedTrusted: interception
        case .tlsUnknownCA: tlsUnknownCA
        case .tlsIncompleteChain: tlsIncompleteChain
        case .tlsExpired, .tlsNotYetValid: certificateDates
        case .tlsHostnameMismatch: tlsHostnameMismatch
        case .tlsVersionMismatch, .tlsCipherMismatch: oldTLS
        case .tlsNonTLSReply: tlsNonTLSReply
        case .mqttSwallowed, .mqttClosed, .amqpSwallowed, .amqpClosed: blockedProtocol
        case .protoWrongService: protoWrongService
        case .wsUpgradeStripped, .wsUpgradeBlocked, .wsFramesDropped, .wsSubprotocolMissing: blockedWebSocket
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
        case .logAgentFallback: logAgentFallback
        case .logPortAllocated, .logHostnameInvalid, .logEmptyConfig: []
        case .logImage403: logImage403
        case .logModule404: logModule404
        case .logSmallDevice: logSmallDevice
        }
    }
}

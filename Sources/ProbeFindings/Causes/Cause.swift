import ProbeCore

/// A cause that a finding may carry, by its stable id `layer.cause`; the raw value is a public contract.
package enum Cause: String, Codable, Hashable, Sendable, CaseIterable {
    case hostPortConflict = "host.port-conflict"
    case hostPortReserved = "host.port-reserved"
    case hostPolicyDenied = "host.policy-denied"
    case hostVethRoute = "host.veth-route"
    case hostHostnameTooLong = "host.hostname-too-long"
    case hostHostnameInvalid = "host.hostname-invalid"
    case hostClockSkew = "host.clock-skew"
    case hostOutputDropped = "host.output-dropped"
    case hostLinkDown = "host.link-down"
    case hostNeighbourDead = "host.neighbour-dead"

    case ipv6Broken = "ipv6.broken"

    case configMalformed = "config.malformed"

    case routeNone = "route.none"
    case routeBlocked = "route.blocked"
    case routeVPNOverride = "route.vpn-override"
    case routeDeadDefault = "route.dead-default"
    case routePolicyRule = "route.policy-rule"
    case routeBridgeOverlap = "route.bridge-overlap"

    case fwdDisabled = "fwd.disabled"
    case fwdDropped = "fwd.dropped"
    case fwdRPFilter = "fwd.rp-filter"

    case natMissingMasquerade = "nat.missing-masquerade"
    case natRedirected = "nat.redirected"

    case containerEngineAbsent = "container.engine-absent"
    case containerResolverStale = "container.resolver-stale"

    case dnsNxdomain = "dns.nxdomain"
    case dnsFiltered = "dns.filtered"
    case dnsNodata = "dns.nodata"
    case dnsServfail = "dns.servfail"
    case dnsRefused = "dns.refused"
    case dnsPortRefused = "dns.port-refused"
    case dnsTimeout = "dns.timeout"
    case dnsSlowFirst = "dns.slow-first"
    case dnsUDPBlocked = "dns.udp-blocked"
    case dnsTCPBlocked = "dns.tcp-blocked"
    case dnsEDNSIntolerant = "dns.edns-intolerant"
    case dnsSinkhole = "dns.sinkhole"
    case dnsPrivateEndpoint = "dns.private-endpoint"
    case dnsInjected = "dns.injected"
    case dnsContainerStub = "dns.container-stub"
    case dnsContainerFallbackPublic = "dns.container-fallback-public"
    case dnsContainerNone = "dns.container-none"
    case dnsContainerBlocked = "dns.container-blocked"
    case dnsHostsFileOnly = "dns.hosts-file-only"
    case dnsContainerSplitView = "dns.container-split-view"
    case dnsResolverLibrary = "dns.resolver-library"
    case dnsSearchWildcard = "dns.search-wildcard"

    case tcpDroppedPort = "tcp.dropped-port"
    case tcpDroppedIP = "tcp.dropped-ip"
    case tcpDroppedAll = "tcp.dropped-all"
    case tcpRefused = "tcp.refused"
    case tcpResetByMiddlebox = "tcp.reset-by-middlebox"
    case tcpRejectedICMP = "tcp.rejected-icmp"
    case tcpAdminProhibited = "tcp.admin-prohibited"
    case tcpHostUnreachable = "tcp.host-unreachable"
    case tcpNetUnreachable = "tcp.net-unreachable"
    case tcpResetMidstream = "tcp.reset-midstream"
    case tcpLoop = "tcp.loop"
    case tcpHalfOpenProxy = "tcp.half-open-proxy"
    case tcpAsymmetric = "tcp.asymmetric"
    case tcpLossy = "tcp.lossy"

    case mtuBlackholeIn = "mtu.blackhole-in"
    case mtuBlackholeOut = "mtu.blackhole-out"
    case mtuBridgeMismatch = "mtu.bridge-mismatch"

    case tlsSNIFiltered = "tls.sni-filtered"
    case tlsSwallowed = "tls.swallowed"
    case tlsIntercepted = "tls.intercepted"
    case tlsInterceptedTrusted = "tls.intercepted-trusted"
    case tlsUnknownCA = "tls.unknown-ca"
    case tlsIncompleteChain = "tls.incomplete-chain"
    case tlsExpired = "tls.expired"
    case tlsNotYetValid = "tls.not-yet-valid"
    case tlsHostnameMismatch = "tls.hostname-mismatch"
    case tlsVersionMismatch = "tls.version-mismatch"
    case tlsCipherMismatch = "tls.cipher-mismatch"
    case tlsNonTLSReply = "tls.non-tls-reply"
    case tlsClosed = "tls.closed"
    case tlsLargeHelloIntolerant = "tls.large-hello-intolerant"

    case mqttSwallowed = "mqtt.swallowed"
    case mqttClosed = "mqtt.closed"
    case amqpSwallowed = "amqp.swallowed"
    case amqpClosed = "amqp.closed"
    case protoWrongService = "proto.wrong-service"

    case wsUpgradeStripped = "ws.upgrade-stripped"
    case wsUpgradeBlocked = "ws.upgrade-blocked"
    case wsFramesDropped = "ws.frames-dropped"
    case wsSubprotocolMissing = "ws.subprotocol-missing"

    case httpNotTheHub = "http.not-the-hub"

    case transportOnly443 = "transport.only-443"

    case portalCaptive = "portal.captive"

    case proxyUnreachable = "proxy.unreachable"
    case proxyAuthRequired = "proxy.auth-required"
    case proxyDenied = "proxy.denied"
    case proxyPortDenied = "proxy.port-denied"
    case proxyRequired = "proxy.required"
    case proxySchemeUnsupported = "proxy.scheme-unsupported"
    case proxyEnvMismatch = "proxy.env-mismatch"

    case registryDataEndpointBlocked = "registry.data-endpoint-blocked"
    case registryForbidden = "registry.forbidden"
    case registryDenied = "registry.denied"

    case dpsBlocked = "dps.blocked"

    case logAgentFallback = "log.agent-fallback"
    case logPortAllocated = "log.port-allocated"
    case logHostnameInvalid = "log.hostname-invalid"
    case logEmptyConfig = "log.empty-config"
    case logImage403 = "log.image-403"
    case logModule404 = "log.module-404"
    case logSmallDevice = "log.small-device"
}

extension Cause {
    /// What there is to say about it.
    package var card: Card {
        switch self {
        case .hostPortConflict: .hostPortConflict
        case .hostPortReserved: .hostPortReserved
        case .hostPolicyDenied: .hostPolicyDenied
        case .hostVethRoute: .hostVethRoute
        case .hostHostnameTooLong: .hostHostnameTooLong
        case .hostHostnameInvalid: .hostHostnameInvalid
        case .hostClockSkew: .hostClockSkew
        case .hostOutputDropped: .hostOutputDropped
        case .hostLinkDown: .hostLinkDown
        case .hostNeighbourDead: .hostNeighbourDead
        case .ipv6Broken: .ipv6Broken
        case .configMalformed: .configMalformed
        case .routeNone: .routeNone
        case .routeBlocked: .routeBlocked
        case .routeVPNOverride: .routeVPNOverride
        case .routeDeadDefault: .routeDeadDefault
        case .routePolicyRule: .routePolicyRule
        case .routeBridgeOverlap: .routeBridgeOverlap
        case .fwdDisabled: .fwdDisabled
        case .fwdDropped: .fwdDropped
        case .fwdRPFilter: .fwdRPFilter
        case .natMissingMasquerade: .natMissingMasquerade
        case .natRedirected: .natRedirected
        case .containerEngineAbsent: .containerEngineAbsent
        case .containerResolverStale: .containerResolverStale
        case .dnsNxdomain: .dnsNxdomain
        case .dnsFiltered: .dnsFiltered
        case .dnsNodata: .dnsNodata
        case .dnsServfail: .dnsServfail
        case .dnsRefused: .dnsRefused
        case .dnsPortRefused: .dnsPortRefused
        case .dnsTimeout: .dnsTimeout
        case .dnsSlowFirst: .dnsSlowFirst
        case .dnsUDPBlocked: .dnsUDPBlocked
        case .dnsTCPBlocked: .dnsTCPBlocked
        case .dnsEDNSIntolerant: .dnsEDNSIntolerant
        case .dnsSinkhole: .dnsSinkhole
        case .dnsPrivateEndpoint: .dnsPrivateEndpoint
        case .dnsInjected: .dnsInjected
        case .dnsContainerStub: .dnsContainerStub
        case .dnsContainerFallbackPublic: .dnsContainerFallbackPublic
        case .dnsContainerNone: .dnsContainerNone
        case .dnsContainerBlocked: .dnsContainerBlocked
        case .dnsHostsFileOnly: .dnsHostsFileOnly
        case .dnsContainerSplitView: .dnsContainerSplitView
        case .dnsResolverLibrary: .dnsResolverLibrary
        case .dnsSearchWildcard: .dnsSearchWildcard
        case .tcpDroppedPort: .tcpDroppedPort
        case .tcpDroppedIP: .tcpDroppedIP
        case .tcpDroppedAll: .tcpDroppedAll
        case .tcpRefused: .tcpRefused
        case .tcpResetByMiddlebox: .tcpResetByMiddlebox
        case .tcpRejectedICMP: .tcpRejectedICMP
        case .tcpAdminProhibited: .tcpAdminProhibited
        case .tcpHostUnreachable: .tcpHostUnreachable
        case .tcpNetUnreachable: .tcpNetUnreachable
        case .tcpResetMidstream: .tcpResetMidstream
        case .tcpLoop: .tcpLoop
        case .tcpHalfOpenProxy: .tcpHalfOpenProxy
        case .tcpAsymmetric: .tcpAsymmetric
        case .tcpLossy: .tcpLossy
        case .mtuBlackholeIn: .mtuBlackholeIn
        case .mtuBlackholeOut: .mtuBlackholeOut
        case .mtuBridgeMismatch: .mtuBridgeMismatch
        case .tlsSNIFiltered: .tlsSNIFiltered
        case .tlsSwallowed: .tlsSwallowed
        case .tlsIntercepted: .tlsIntercepted
        case .tlsInterceptedTrusted: .tlsInterceptedTrusted
        case .tlsUnknownCA: .tlsUnknownCA
        case .tlsIncompleteChain: .tlsIncompleteChain
        case .tlsExpired: .tlsExpired
        case .tlsNotYetValid: .tlsNotYetValid
        case .tlsHostnameMismatch: .tlsHostnameMismatch
        case .tlsVersionMismatch: .tlsVersionMismatch
        case .tlsCipherMismatch: .tlsCipherMismatch
        case .tlsNonTLSReply: .tlsNonTLSReply
        case .tlsClosed: .tlsClosed
        case .tlsLargeHelloIntolerant: .tlsLargeHelloIntolerant
        case .mqttSwallowed: .mqttSwallowed
        case .mqttClosed: .mqttClosed
        case .amqpSwallowed: .amqpSwallowed
        case .amqpClosed: .amqpClosed
        case .protoWrongService: .protoWrongService
        case .wsUpgradeStripped: .wsUpgradeStripped
        case .wsUpgradeBlocked: .wsUpgradeBlocked
        case .wsFramesDropped: .wsFramesDropped
        case .wsSubprotocolMissing: .wsSubprotocolMissing
        case .httpNotTheHub: .httpNotTheHub
        case .transportOnly443: .transportOnly443
        case .portalCaptive: .portalCaptive
        case .proxyUnreachable: .proxyUnreachable
        case .proxyAuthRequired: .proxyAuthRequired
        case .proxyDenied: .proxyDenied
        case .proxyPortDenied: .proxyPortDenied
        case .proxyRequired: .proxyRequired
        case .proxySchemeUnsupported: .proxySchemeUnsupported
        case .proxyEnvMismatch: .proxyEnvMismatch
        case .registryDataEndpointBlocked: .registryDataEndpointBlocked
        case .registryForbidden: .registryForbidden
        case .registryDenied: .registryDenied
        case .dpsBlocked: .dpsBlocked
        case .logAgentFallback: .logAgentFallback
        case .logPortAllocated: .logPortAllocated
        case .logHostnameInvalid: .logHostnameInvalid
        case .logEmptyConfig: .logEmptyConfig
        case .logImage403: .logImage403
        case .logModule404: .logModule404
        case .logSmallDevice: .logSmallDevice
        }
    }
}

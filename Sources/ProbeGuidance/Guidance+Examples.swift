import ProbeCore
package import ProbeFindings

extension Guidance {
    /// The remedies for a cause as they would be for invented names, without a run: the hub's, or those of the service
    /// that the cause is about.
    package static func examples(for cause: Cause, owner: Owner) -> [Remedy] {
        guard let hub = HostName(example: "myhub.azure-devices.net"),
            let dps = HostName(example: "global.azure-devices-provisioning.net"),
            let registry = HostName(example: "mcr.microsoft.com"),
            let data = HostName(example: "westeurope.data.mcr.microsoft.com"),
            let privateRegistry = HostName(example: "myregistry.azurecr.io")
        else { return [] }
        var assignment = Assignment(hub: hub)
        assignment.dps = dps
        assignment.registries = [registry]
        let subject: Finding.Subject
        switch cause {
        case .dnsDeviceNameMissing, .tlsDeviceNameBlocked:
            subject = Finding.Subject(hub.deviceName ?? hub, port: Transport.https.port)
        case .hubOutOfService: subject = Finding.Subject(hub)
        case .dpsBlocked: subject = Finding.Subject(dps, port: 443)
        case .registryDataEndpointBlocked: subject = Finding.Subject(data, port: 443)
        case .registryForbidden, .registryDenied, .registryLimited, .logImage401, .logImage403, .logImage404,
            .logImage429,
            .deploymentImageMissing,
            .deploymentPlatformMissing:
            assignment.registries = [privateRegistry]
            subject = Finding.Subject(privateRegistry, port: 443)
        case .hostPortConflict, .hostPortReserved, .logPortAllocated, .deploymentPortCollision:
            subject = Finding.Subject(port: 443)
        case .tcpDroppedAll, .portalCaptive, .proxyRequired, .proxyEnvMismatch, .proxySchemeUnsupported:
            subject = Finding.Subject()
        case .tcpDroppedPort, .amqpSwallowed, .amqpClosed: subject = Finding.Subject(hub, port: Transport.amqp.port)
        case .mqttSwallowed, .mqttClosed: subject = Finding.Subject(hub, port: Transport.mqtt.port)
        case .hostPolicyDenied, .hostVethRoute, .hostHostnameTooLong, .hostHostnameInvalid, .hostClockSkew,
            .hostOutputDropped, .hostLinkDown, .hostNeighbourDead, .ipv6Broken, .ipv6NAT64Silent, .configMalformed,
            .routeNone, .routeBlocked, .routeVPNOverride, .routeDeadDefault, .routeStale, .routePolicyRule,
            .routeBridgeOverlap, .fwdDisabled,
            .fwdDropped, .fwdRPFilter, .natMissingMasquerade, .natRedirected, .containerEngineAbsent,
            .containerEngineStopped,
            .containerResolverStale, .containerNotMeasured, .containerNetworkInternal, .containerIPv4Only, .dnsNxdomain,
            .dnsFiltered, .dnsNodata, .dnsServfail, .dnsRefused, .dnsNoRecursion, .dnsPortRefused, .dnsTimeout,
            .dnsSlowFirst, .dnsResolversDiffer, .dnsUDPBlocked, .dnsOtherSource,
            .dnsTCPBlocked, .dnsEDNSIntolerant, .dnsSinkhole, .dnsPrivateEndpoint, .dnsInjected, .dnsContainerStub,
            .dnsContainerFallbackPublic, .dnsContainerNone, .dnsContainerBlocked, .dnsHostsFileOnly,
            .dnsContainerSplitView, .dnsResolverLibrary, .dnsSearchWildcard, .tcpDroppedIP, .tcpRefused,
            .tcpResetByMiddlebox, .tcpRejectedICMP, .tcpAdminProhibited, .tcpHostUnreachable, .tcpNetUnreachable,
            .tcpResetMidstream, .tcpLoop, .tcpHalfOpenProxy, .tcpAsymmetric, .tcpLossy, .mtuBlackholeIn,
            .mtuBlackholeOut, .mtuBridgeMismatch, .tlsSNIFiltered, .tlsSwallowed, .tlsBlockPage,
            .tlsIntercepted,
            .tlsInterceptedTrusted, .tlsWeakChain, .tlsUnknownCA, .tlsIncompleteChain, .tlsExpired, .tlsNotYetValid,
            .tlsHostnameMismatch, .tlsVersionMismatch, .tlsCipherMismatch, .tlsNonTLSReply, .tlsClosed,
            .tlsLargeHelloIntolerant, .protoWrongService, .wsUpgradeStripped, .wsUpgradeBlocked, .wsFramesDropped,
            .wsSubprotocolMissing, .httpNotTheHub, .transportOnly443, .proxyUnreachable, .proxyAuthRequired,
            .proxyDenied, .proxyPortDenied, .logAgentFallback, .logHostnameInvalid, .logEmptyConfig, .logModule404,
            .logSmallDevice, .logNoDeployment, .logPullFailed, .logTransientNetwork, .logParentUnreachable,
            .logSocketDenied, .logClock, .logProxy407, .logProxyDenied, .logCertificate, .logFormatException,
            .deploymentPlaceholder,
            .deploymentShellEntrypoint, .deploymentSmallDevice:
            subject = Finding.Subject(hub)
        }
        let finding = Finding(
            cause, .error, from: [.host], about: subject, owner: owner, confidence: .certain, summary: "", evidence: [],
            refutedBy: "")
        var facts = Facts()
        facts.mayBeWindows = true
        return remedies(for: finding, in: assignment, facts: facts)
    }
}

extension HostName {
    fileprivate init?(example name: String) {
        guard let host = try? HostName(validating: name) else { return nil }
        self = host
    }
}

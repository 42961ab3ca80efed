package import ProbeCore
package import ProbeFindings

/// The rules, and how their findings become a list of root causes.
package enum Rulebook {
    package static let rules: [any Rule.Type] = [
        // The device by itself.
        LinkIsDown.self, PortIsTaken.self, PortIsReserved.self, HostnameIsTooLong.self, HostnameIsInvalid.self,
        ConfigurationIsMalformed.self, EngineIsAbsent.self,

        // Device and routes, as the connect phase and the kernel show them.
        TunnelTakesTheRoute.self, ContainersTakeAnotherTable.self, BridgeOverlaps.self,
        RouteIsMissing.self, RouteIsBlocked.self, OutputIsDropped.self, NeighbourIsDead.self, ConnectionsAreDenied.self,
        IPv6IsBroken.self,

        // Names in containers.
        ContainerHasNoResolver.self, ContainerResolverIsStub.self, ContainerAsksPublicResolvers.self,
        ContainerIsKeptFromResolver.self, HostKnowsNameByFileOnly.self,
        // Forwarding.
        ForwardingIsOff.self, ReversePathIsFiltered.self, ForwardingIsDropped.self, MasqueradeIsMissing.self,

        // Names.
        NameIsSinkholed.self, NameIsFiltered.self, NameDoesNotExist.self, NameHasNoAddress.self, ResolverFails.self,
        ResolverRefuses.self, ResolverPortIsRefused.self, ResolversAreSilent.self, NamesNeedTCP.self,
        FirstResolverIsSilent.self, NameIsPrivateEndpoint.self,

        // The TCP path.
        EverybodyIsAccepted.self, EverythingIsDropped.self, AddressIsDropped.self, PortIsDropped.self,
        ResetComesFromMiddlebox.self, PortIsRefused.self, PortIsRejected.self, PathIsProhibited.self,
        HostIsUnreachable.self, NetIsUnreachable.self, PathLoops.self, ConnectionIsResetMidstream.self,
        PathIsLossy.self,

        // Segment sizes.
        BridgeMTUIsTooLarge.self,
        LargeSegmentsVanishInbound.self, LargeSegmentsVanishOutbound.self,

        // TLS.
        ServerNameIsFiltered.self,
        HandshakeIsSwallowed.self,
        HandshakeIsClosed.self,
        TLSVersionIsRefused.self,
        CipherIsRefused.self,
        ReplyIsNotTLS.self,
        TLSIsIntercepted.self,
        InterceptionIsTrustedHere.self,
        AuthorityIsUnknown.self,
        CertificateIsOutOfDate.self,
        CertificateIsForAnotherName.self,

        // Protocols.
        MQTTIsSwallowed.self,
        MQTTIsClosed.self,
        AMQPIsSwallowed.self,
        AMQPIsClosed.self,
        AnotherServiceAnswers.self,
        UpgradeIsStripped.self,
        UpgradeIsBlocked.self,
        FramesAreDropped.self,
        SubprotocolIsMissing.self,
        SomethingElseAnswersHTTPS.self,
        Only443IsOpen.self,

        // Proxies, registry, provisioning, time.
        PortalIsInTheWay.self,
        ProxyIsUnreachable.self,
        ProxyWantsCredentials.self,
        ProxyDeniesTunnel.self,
        ProxyDeniesPlainPorts.self,
        ProxyIsRequired.self,
        ProxySchemeIsUnsupported.self,
        ProxySettingsDisagree.self,
        ProvisioningIsBlocked.self,
        RegistryDataIsBlocked.self,
        RegistryForbids.self,
        ClockIsOff.self,
    ]

    /// Runs every rule, explains symptoms away, merges what is equal and orders the rest; the same for the same survey.
    package static func findings(in survey: Survey) -> [Finding] { findings(in: survey, by: rules) }

    /// As above, with rules of the caller's choice.
    package static func findings(in survey: Survey, by rules: [any Rule.Type]) -> [Finding] {
        let claims = rules.flatMap { rule in
            rule.init().findings(in: survey).map { Claim(rule: rule, finding: tempered($0, in: survey)) }
        }
        let roots = Explanation(of: claims).roots
        let placement = Placement(in: survey)
        return Order(of: survey).sorted(Merger(order: survey.vantages).merged(roots)).map(placement.placed)
    }

    /// Rule 6 of evidence: a failure of IPv6 never blocks where IPv4 works.
    private static func tempered(_ finding: Finding, in survey: Survey) -> Finding {
        guard finding.subject.address?.family == .v6, finding.severity == .error else { return finding }
        let isSpared = survey.observations.contains { observation in
            guard let endpoint = observation.subject as? Endpoint, finding.vantages.contains(observation.vantage) else {
                return false
            }
            return (finding.subject.host == nil || endpoint.host.description == finding.subject.host)
                && survey.connectsOverIPv4(endpoint, from: observation.vantage)
        }
        guard isSpared else { return finding }
        var tempered = finding
        tempered.severity = .warning
        return tempered
    }
}

/// A finding with the rule that made it.
struct Claim {
    let rule: any Rule.Type
    var finding: Finding

    func explains(_ other: Claim) -> Bool {
        (rule.explains.contains(other.finding.cause) || finding.explains.contains(other.finding.cause))
            && finding.severity >= other.finding.severity && rule.accounts(for: other.finding, by: finding)
    }
}

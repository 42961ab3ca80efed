import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The rules, and how their findings become a list of root causes.
package enum Rulebook {
    package static let rules: [any Rule.Type] = [
        // The device by itself.
        LinkIsDown.self, PortIsTaken.self, PortIsReserved.self, HostnameIsTooLong.self, HostnameIsInvalid.self,
        ConfigurationIsMalformed.self, EngineIsAbsent.self, EngineIsStopped.self, NetworkHasNoBridge.self,

        // Device and routes, as the connect phase and the kernel show them.
        TunnelTakesTheRoute.self, ContainerLinkTakesTheRoute.self, PreferredDefaultIsDead.self, RouteLeadsNowhere.self,
        ContainersTakeAnotherTable.self,
        BridgeOverlaps.self, NetworkIsInternal.self, ContainersHaveIPv4Alone.self, RouteIsMissing.self,
        RouteIsBlocked.self, OutputIsDropped.self, NeighbourIsDead.self, ConnectionsAreDenied.self,
        IPsecTakesPackets.self, SourceIsUnheard.self,
        IPv6IsBroken.self, IPv6CarriesNoTLS.self,

        // Names in containers.
        ContainerHasNoResolver.self, ContainerResolverIsStub.self, ContainerAsksPublicResolvers.self,
        ContainerIsKeptFromResolver.self, HostKnowsNameByFileOnly.self,
        ContainerResolverIsStale.self, ContainerSeesAnotherView.self,
        // Forwarding.
        ForwardingIsOff.self, ReversePathIsFiltered.self, ForwardingIsDropped.self, MasqueradeIsMissing.self,
        ConnectionsAreRedirected.self,

        // Names.
        AnswersAreInjected.self,
        NameIsSinkholed.self, NameIsFiltered.self, NameDoesNotExist.self, NameHasNoAddress.self, ResolverFails.self,
        ResolverRefuses.self, ResolverDoesNotRecurse.self,
        ResolverPortIsRefused.self, ResolversAreSilent.self, NamesNeedTCP.self,
        AnswersComeFromElsewhere.self,
        LongAnswersNeedTCP.self,
        FirstResolverIsSilent.self, ResolversDiffer.self, ExtensionsAreLost.self,
        NameIsPrivateEndpoint.self, SearchDomainCatchesName.self, LibraryFindsNothing.self,
        DeviceNameIsMissing.self,

        // The TCP path.
        TranslatorIsSilent.self, EverybodyIsAccepted.self, HopLimitIsFiltered.self, EverythingIsDropped.self,
        AddressIsDropped.self,
        PortIsDropped.self,
        ResetComesFromMiddlebox.self, PortIsRefused.self, PortIsRejected.self, PathIsProhibited.self,
        HostIsUnreachable.self, NetIsUnreachable.self, PathLoops.self, ConnectionIsResetMidstream.self,
        PathIsLossy.self,

        // Segment sizes.
        BridgeMTUIsTooLarge.self,
        LargeSegmentsVanishInbound.self, LargeSegmentsVanishOutbound.self,

        // TLS.
        ServerNameIsFiltered.self,
        AnswersPassElsewhere.self,
        HandshakeIsSwallowed.self,
        HandshakeIsClosed.self,
        TLSVersionIsRefused.self,
        CipherIsRefused.self,
        ReplyIsNotTLS.self,
        BlockPageAnswers.self,
        TLSIsIntercepted.self,
        InterceptionIsTrustedHere.self,
        ChainIsTooWeak.self,
        AuthorityIsUnknown.self,
        ChainIsIncomplete.self,
        CertificateIsOutOfDate.self,
        CertificateIsForAnotherName.self,
        DeviceNameIsBlocked.self,
        LargeHelloIsLost.self,

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
        HubIsOutOfService.self,

        // Proxies, registry, provisioning, time.
        PortalIsInTheWay.self,
        ProxyIsUnreachable.self,
        ProxyDeclines.self,
        ProxyDeniesPlainPorts.self,
        ProxyIsRequired.self,
        ProxySchemeIsUnsupported.self,
        ProxySettingsDisagree.self,
        ProvisioningIsBlocked.self,
        RegistryDataIsBlocked.self,
        RegistryForbids.self,
        RegistryDenies.self,
        RegistryLimits.self,
        ImageIsMissing.self,
        PlatformIsMissing.self,
        ModulesShareAPort.self,
        ValueIsNotFilledIn.self, OptionsAreRefused.self,
        ModuleStartsThroughShell.self,
        DeviceIsSmall.self,
        ClockIsOff.self,

        // Logs.
        AgentGaveUp.self, AgentGotNoConfiguration.self, HubHasNoDeployment.self, ConnectionsBroke.self,
        ParentWasNotReached.self, EngineCouldNotPublish.self, RuntimeRefusedHostname.self, SocketsAreDenied.self,
        ImageNeedsCredentials.self, ImageIsRefused.self, PullFindsNoImage.self, PullsFail.self, ModuleIsNotFound.self,
        MemoryRanOut.self, ClockWasOff.self, ProxyWantedCredentials.self, CertificatesAreNotTrusted.self,
        MessageTimesAreMalformed.self, ProxyDeniedTunnels.self, PullsAreLimited.self,
    ]

    /// The causes that some rule finds; the others have their pages alone.
    static let known = Set(rules.flatMap { $0.causes })

    /// Runs every rule, explains symptoms away, merges what is equal, orders the rest and weighs how sure each is.
    ///
    /// The same for the same survey. `rules` are all of them, but for a test's choice.
    package static func findings(in scene: Scene, by rules: [any Rule.Type] = rules) -> [Finding] {
        judgement(of: scene, by: rules).findings
    }

    /// The findings, and what none of them accounts for.
    static func judgement(
        of scene: Scene, by rules: [any Rule.Type] = rules
    ) -> (findings: [Finding], residue: Residue) {
        let claims = rules.flatMap { rule in
            rule.init().findings(in: scene).map { Claim(rule: rule, finding: tempered($0, in: scene)) }
        }
        // What logs tell explains nothing, and whoever accounts for it is asked last (`Testimony`).
        let told = claims.map(\.finding).filter { $0.cause.layer == .log }
        let roots =
            Explanation(of: claims.filter { $0.finding.cause.layer != .log }).roots.map {
                OutputIsDropped.sparing($0, in: scene)
            } + told
        let placement = Placement(in: scene)
        let findings = Order(of: scene).sorted(Merger(order: scene.vantages).merged(roots)).map(placement.placed)
        // What was explained away is accounted for as well, by whatever explains it.
        let residue = Residue(beside: claims.map(\.finding) + findings, in: scene)
        let weighed = Differentials(of: findings, beside: residue, in: scene).weighed
        return (Testimony(in: scene).heard(weighed), residue)
    }

    /// A failure of IPv6 never blocks where IPv4 works: IoT Hub has IPv4 only.
    ///
    /// And nobody is accused of what containers meet alone, or for certain where what would acquit him was not looked at.
    private static func tempered(_ claimed: Finding, in scene: Scene) -> Finding {
        var finding = claimed
        if scene.isOfContainersAlone(finding) {
            finding.claim = .possible
            finding.summary = """
                \(finding.summary) That is so for containers; this host's own to the same place get through, with the same \
                address: a rule of this device's may tell the two apart.
                """
        }
        if finding.claim > .likely, scene.isLeftOpen(finding) { finding.claim = .likely }
        guard finding.subject.address?.family == .v6, finding.severity == .error else { return finding }
        let isSpared = finding.vantages.contains { vantage in
            let tried = [ConnectEndpoint.id, ConnectOtherAddresses.id].lazy.flatMap {
                scene.survey.observations(of: $0, from: vantage)
            }
            return tried.compactMap { $0.subject as? Endpoint }.contains { endpoint in
                (finding.subject.host == nil || endpoint.host == finding.subject.name)
                    && scene.survey.connectsOverIPv4(endpoint, from: vantage)
            }
        }
        if isSpared { finding.severity = .warning }
        return finding
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

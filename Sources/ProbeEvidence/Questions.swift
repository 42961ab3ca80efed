package import ProbeCore

/// Every question there is, from the lowest layer up: what a recording's observations are read by.
package enum Questions {
    package static let all: [any Question.Type] = [
        ReadHostname.self,
        ReadLinks.self,
        ReadRuntime.self,
        ReadConfiguration.self,
        AskTime.self,
        CheckPort.self,
        DescribeEngine.self,
        DescribeVantage.self,
        CompareDefaultRoutes.self,
        ReadRoutes.self,
        ResolveName.self,
        AskSearchList.self,
        AskLibrary.self,
        AskForwarders.self,
        AskUpstreams.self,
        AskOverTCP.self,
        WalkToResolvers.self,
        AskControlResolver.self,
        AskAroundTunnel.self,
        LookUpRoutes.self,
        ReadForwarding.self,
        WalkRules.self,
        WalkRulesToResolvers.self,
        WalkRulesToPort.self,
        CountDrops.self,
        ConnectEndpoint.self,
        ConnectOtherAddresses.self,
        WalkHops.self,
        ConnectNowhere.self,
        OpenTunnel.self,
        TunnelToPlainPorts.self,
        HandshakeTLS.self,
        ConnectAroundTunnel.self,
        ReadGateways.self,
        RepeatHandshake.self,
        HandshakeWithOtherName.self,
        HandshakeWithoutName.self,
        HandshakeWithSmallSegments.self,
        AskSecondOpinion.self,
        ProveControlAddress.self,
        RequestHTTPS.self,
        RequestWithSmallSegments.self,
        ConnectMQTT.self,
        RepeatMQTT.self,
        OpenAMQP.self,
        NegotiateSASL.self,
        UpgradeWebSocket.self,
        RequestWithoutUpgrade.self,
        RequestDPS.self,
        RequestRegistry.self,
        ReachDataEndpoint.self,
        CheckPortal.self,
    ]

    /// The question of an id; nothing where a newer version asked it.
    package static func named(_ id: ProbeID) -> (any Question.Type)? { places[id] }

    private static let places = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}

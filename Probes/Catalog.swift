package import ProbeCore

/// Every probe there is, from the lowest layer up: the one list, which a test holds against the files of this folder.
package enum Catalog {
    package static let probes: [any Probe.Type] = [
        DescribeEngine.self,
        DescribeVantage.self,
        CompareDefaultRoutes.self,
        ResolveName.self,
        AskOverTCP.self,
        AskControlResolver.self,
        ConnectEndpoint.self,
        ConnectOtherAddresses.self,
        WalkHops.self,
        ConnectNowhere.self,
        OpenTunnel.self,
        TunnelToPlainPorts.self,
        HandshakeTLS.self,
        RepeatHandshake.self,
        HandshakeWithOtherName.self,
        HandshakeWithoutName.self,
        HandshakeWithSmallSegments.self,
        AskSecondOpinion.self,
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
}

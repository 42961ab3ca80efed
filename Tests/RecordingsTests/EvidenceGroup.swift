import ProbeCore
import ProbeEvidence

/// Observations that a run has to do without together: for want of rights, of time, or of whatever they stand on.
enum EvidenceGroup: CaseIterable {
    case ownRules, settings, routes, gateways, links
    case engine, origins, containers
    case resolvers, library, ownResolver, secondResolver, overTCP, anySource, resolverWalks
    case connections, otherAddresses, hops, nowhere, detours
    case handshakes, helloControls, conversations, repetitions, services, tunnels
    case files, ports, clock, losses, logs, portal

    /// Whoever stands on a connection is not asked where it is not made.
    private static let aboveHandshakes: Set<ProbeID> = aboveConversations.union([
        RequestHTTPS.id, ConnectMQTT.id, OpenAMQP.id, UpgradeWebSocket.id, RequestDPS.id, RequestRegistry.id,
        RequestImages.id, ReachDataEndpoint.id,
    ])
    private static let aboveConversations: Set<ProbeID> = [
        RepeatMQTT.id, NegotiateSASL.id, RequestWithoutUpgrade.id, RequestWithSmallSegments.id,
    ]

    private var probes: Set<ProbeID> {
        switch self {
        case .ownRules:
            [
                WalkRules.id, WalkRulesToResolvers.id, WalkRulesToPort.id, ForeseeForwarding.id, TracePackets.id,
                ConnectTraced.id,
            ]
        case .settings: Self.ownRules.probes.union([ReadForwarding.id, CountDrops.id])
        case .routes: Self.ownRules.probes.union([ReadRoutes.id, LookUpRoutes.id, CompareDefaultRoutes.id])
        case .gateways: [ReadGateways.id]
        case .links: [ReadLinks.id]
        case .engine: [DescribeEngine.id, ReadRuntime.id]
        case .origins: [DescribeVantage.id, AskForwarders.id]
        case .containers: []
        case .resolvers:
            Set([ResolveName.id]).union(Self.library.probes).union(Self.ownResolver.probes)
                .union(Self.secondResolver.probes).union(Self.overTCP.probes).union(Self.anySource.probes)
                .union(Self.resolverWalks.probes)
        case .library: [AskLibrary.id, AskSearchList.id]
        case .ownResolver: [AskUpstreams.id]
        case .secondResolver:
            [
                AskControlResolver.id, AskSecondOpinion.id, AskNowhere.id, ListenForAnswers.id, ProveControlAddress.id,
                ProveOtherAnswer.id,
            ]
        case .overTCP: [AskOverTCP.id]
        case .anySource: [AskFromAnySource.id]
        case .resolverWalks: [WalkToResolvers.id]
        case .connections:
            Self.handshakes.probes.union(Self.tunnels.probes).union([ConnectEndpoint.id, ConnectOtherAddresses.id])
        case .otherAddresses: [ConnectOtherAddresses.id, HandshakeOverIPv6.id]
        case .hops: [WalkHops.id, ConnectOneHopFurther.id]
        case .nowhere: [ConnectNowhere.id]
        case .detours: [ConnectAroundTunnel.id, AskAroundTunnel.id, ConnectFromLink.id]
        case .handshakes: Self.aboveHandshakes.union([HandshakeTLS.id])
        case .helloControls:
            [
                RepeatHandshake.id, HandshakeWithOtherName.id, HandshakeWithoutName.id, HandshakeWithSmallSegments.id,
                HandshakeWithLargeHello.id, ReachDeviceName.id,
            ]
        case .conversations:
            Self.aboveConversations.union([RequestHTTPS.id, ConnectMQTT.id, OpenAMQP.id, UpgradeWebSocket.id])
        case .repetitions: Self.aboveConversations
        case .services: [RequestDPS.id, RequestRegistry.id, RequestImages.id, ReachDataEndpoint.id]
        case .tunnels: [OpenTunnel.id, TunnelToPlainPorts.id]
        case .files: [ReadConfiguration.id, ReadDeployment.id, ReadHostname.id]
        case .ports: [CheckPort.id, CheckModulePort.id, WalkRulesToPort.id]
        case .clock: [AskTime.id]
        case .losses: [CountLosses.id]
        case .logs: [ReadLogs.id]
        case .portal: [CheckPortal.id]
        }
    }

    private func has(_ observation: Observation, _ probes: Set<ProbeID>) -> Bool {
        self == .containers ? observation.vantage != .host : probes.contains(observation.probe)
    }

    /// Those that a survey has evidence of.
    static func all(in survey: Survey) -> [EvidenceGroup] {
        let seen = survey.observations.filter { $0.outcome.evidence != nil }
        return allCases.filter { group in
            let probes = group.probes
            return seen.contains { group.has($0, probes) }
        }
    }

    /// Every group of a survey, and every two of them.
    static func losses(of survey: Survey) -> [[EvidenceGroup]] {
        let groups = all(in: survey)
        return groups.map { [$0] }
            + groups.indices.flatMap { first in groups[(first + 1)...].map { [groups[first], $0] } }
    }
}

extension Survey {
    /// As it would have been, had the run come to an end before it had asked for some of it.
    func without(_ groups: [EvidenceGroup]) -> Survey {
        let isLost = EvidenceGroup.test(groups)
        let rest = observations.map { observation in
            guard isLost(observation), observation.outcome.evidence != nil else { return observation }
            return Observation(
                index: observation.index, probe: observation.probe, vantage: observation.vantage,
                subject: observation.subject, outcome: .skipped(SkipReason(.budget, "the run ended first")),
                startedAt: observation.startedAt, duration: observation.duration)
        }
        return Survey(assignment: assignment, startedAt: startedAt, observations: rest)
    }
}

extension EvidenceGroup {
    /// Whether an observation belongs to any of them.
    fileprivate static func test(_ groups: [EvidenceGroup]) -> (Observation) -> Bool {
        let probes = groups.reduce(into: Set<ProbeID>()) { $0.formUnion($1.probes) }
        let hasContainers = groups.contains(.containers)
        return { probes.contains($0.probe) || (hasContainers && $0.vantage != .host) }
    }
}

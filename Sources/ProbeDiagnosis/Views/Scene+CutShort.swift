import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Survey {
    /// A probe that was begun, or should have been, and came to no end.
    func wasCutShort(_ probe: ProbeID, from vantage: Vantage? = nil) -> Bool {
        observations(of: probe, from: vantage).contains { observation in
            switch observation.outcome {
            case .seen: return false
            case .failed: return true
            case .skipped(let reason): return reason.code == .budget || reason.code == .interrupted
            }
        }
    }
}

/// What a run that was cut short did not come to see.
extension Scene {
    /// What would have shown a finding to be another cause's doing came to no end: it is likely at most.
    func isLeftOpen(_ finding: Finding) -> Bool {
        mayBeSpokenFor(finding) || mayBeAsTheSiteWantsIt(finding) || mayBeAPortals(finding)
            || (finding.cause == .registryForbidden && survey.wasCutShort(ReadDeployment.id))
    }

    /// Somebody else answers, or nobody, and whether a portal is in the way was not found out.
    private func mayBeAPortals(_ finding: Finding) -> Bool {
        guard PortalIsInTheWay.explains.contains(finding.cause) else { return false }
        return (finding.vantages + [.host]).contains { vantage in
            survey.wasCutShort(CheckPortal.id, from: vantage)
                && !ascents(from: vantage).contains(where: \.ladder.isProven)
        }
    }

    /// A silence where connections were cut short, of whichever vantage.
    ///
    /// Routers ration what they say: the one error that names the fault may have been for another vantage.
    private func mayBeSpokenFor(_ finding: Finding) -> Bool {
        switch finding.cause {
        case .tcpDroppedAll:
            survey.wasCutShort(ConnectEndpoint.id)
                || finding.vantages.contains { survey.wasCutShort(AskControlResolver.id, from: $0) }
        case .tcpDroppedIP, .tcpDroppedPort: survey.wasCutShort(ConnectEndpoint.id)
        default: false
        }
    }

    /// Whether the proxy leads to the hub was not found out, and no direct way does: a site whose only way out is its proxy
    /// closes every other one.
    private func mayBeAsTheSiteWantsIt(_ finding: Finding) -> Bool {
        guard assignment.proxy != nil, finding.subject.via != .proxy, ProxyIsRequired.explains.contains(finding.cause)
        else { return false }
        return finding.vantages.contains { vantage in
            let hub = ascents(from: vantage).filter { $0.endpoint.service == .hub }
            return !hub.contains(where: \.ladder.isProven)
                && hub.contains { $0.endpoint.via == .proxy && $0.ladder.state == .unknown }
        }
    }

    /// Whose packets an ICMP error of a vantage is about: one of this device's own to its containers is this device's doing,
    /// and nobody knows its addresses.
    func mayBeOwnWord(to vantages: [Vantage]) -> Bool {
        survey.wasCutShort(ReadRoutes.id) && vantages.contains { $0 != .host }
    }

    /// Where modules will be, of which what was to be foreseen came to no end; nothing where they were measured for, and where
    /// nobody set out to.
    var unforeseenPlace: Vantage? {
        let containers = vantages.filter { $0 != .host }
        guard vantages.contains(.host), containers.allSatisfy({ $0 == .bridge }) else { return nil }
        var probes = [ReadLinks.id, ReadRoutes.id, LookUpRoutes.id, ReadForwarding.id, ForeseeForwarding.id]
        if containers.isEmpty {
            let engines = survey.seen(DescribeEngine.self)
            let isBare = survey.seen(ReadRuntime.self).contains(where: \.evidence.engineSockets.isEmpty)
            guard isBare, !engines.isEmpty, engines.allSatisfy({ $0.evidence.state == .absent }) else { return nil }
            probes.append(AskUpstreams.id)
        } else {
            // Whether IoT Edge has made its network, the engine says.
            probes.append(DescribeEngine.id)
        }
        guard probes.contains(where: { survey.wasCutShort($0, from: .host) }) else { return nil }
        return containers.isEmpty ? .bridge : .network("azure-iot-edge")
    }
}

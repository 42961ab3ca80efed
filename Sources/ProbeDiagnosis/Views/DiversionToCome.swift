import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A policy rule that will keep containers of an engine to come from the hub, as the tables that were read decide it.
struct DiversionToCome {
    let rule: RoutingRule
    /// The tunnel that answers to containers will be sent into; nothing where it is no tunnel.
    let tunnel: InterfaceName?
    let remote: IPAddress
    let proofs: [Finding.Proof]
    let containers: ContainersToCome

    init?(in scene: Scene) {
        guard let containers = ContainersToCome(orBesideBridgeIn: scene), let source = containers.container,
            let contact = ContainersToCome.answered(in: scene).first(where: { $0.host == scene.assignment.hub }),
            let road = scene.roads.taken(by: .host, to: contact.remote.address), let control = contact.answerProof
        else { return nil }
        self.containers = containers
        let state = containers.state
        remote = contact.remote.address
        let there = RoutedPacket(to: remote, from: source, incoming: ContainersToCome.bridge)
        let ours = RoutedPacket(to: remote)
        let back = RoutedPacket(to: source, from: remote, incoming: road.lookup.interface)
        let shows: Sentence
        if let decision = state.decision(on: there), decision.isBlocking, !decision.rule.isDefault {
            (rule, tunnel) = (decision.rule, nil)
            shows = "a container's packet to \(remote) would meet the rule \(decision.rule)"
        } else if state.hasNoWay(for: there), let own = state.decision(on: ours)?.rule, !own.isDefault {
            (rule, tunnel) = (own, nil)
            shows = "a container's packet to \(remote) would find no way: the host's own takes the rule \(own)"
        } else if let decision = state.decision(on: back), !decision.rule.isDefault,
            decision.route?.interface != ContainersToCome.bridge
        {
            rule = decision.rule
            let link = state.link(named: decision.route?.interface)
            tunnel = link.flatMap { $0.isTunnel ? $0.name : nil }
            shows = "an answer to a container would take the rule \(decision.rule) instead of the bridge's route"
        } else {
            return nil
        }
        proofs = [containers.routes.shows(shows), containers.routes.shows("ip rule: \(rule)"), control]
    }

    func finding(_ cause: Cause, summary: Sentence) -> Finding {
        Finding(
            cause, .warning, from: [.host], about: Finding.Subject(), owner: .device, confidence: .likely,
            summary: summary,
            location: Finding.Location(
                kind: .containerHost, culprit: .policyRules([rule]),
                text: containers.place),
            evidence: proofs, refutedBy: "A container gets an answer from \(remote) while the rule is in force.")
    }
}

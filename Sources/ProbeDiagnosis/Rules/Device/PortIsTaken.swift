import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something else than edgeHub holds a port that edgeHub's container publishes: the engine cannot start it then, or nobody
/// from outside reaches it.
struct PortIsTaken: Rule {
    static let causes: [Cause] = [.hostPortConflict]
    static let explains: [Cause] = [.logPortAllocated]

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(CheckPort.self).compactMap { seen in
            let state = PortState(of: seen, in: scene.survey)
            let hub = scene.survey.deployment?.evidence.module(PortEvidence.edgeHub)
            return state.conflict.map { finding(seen, state, $0, isOnHost: hub?.isOnHost == true) }
        } + byRules(in: scene) + ofModules(in: scene)
    }

    private func finding(
        _ seen: Survey.Seen<CheckPort>, _ state: PortState, _ confidence: Finding.Confidence, isOnHost: Bool
    ) -> Finding {
        let port = seen.about.port
        return Finding(
            .hostPortConflict, confidence == .possible ? .warning : .error, from: [seen.vantage],
            about: Finding.Subject(port: port, process: state.holder), owner: .device, confidence: confidence,
            summary: summary(state, confidence, isOnHost: isOnHost),
            location: Finding.Location(kind: .thisDevice, culprit: state.culprit, text: "on this device"),
            evidence: [seen.shows(state.proof)],
            refutedBy: state.isAnotherModules
                ? "edgeHub's createOptions publish no port \(port)."
                : "`ss -lntp 'sport = :\(port)'` shows no listener, or edgeHub's own.")
    }

    private func summary(_ state: PortState, _ confidence: Finding.Confidence, isOnHost: Bool) -> Sentence {
        if state.isAnotherModules {
            return """
                \(state.act), and IoT Edge started it: where the deployment gives edgeHub that port as well, edgeHub cannot \
                start.
                """
        }
        if confidence == .possible {
            return "\(state.act), unless that is edgeHub's own container, edgeHub cannot start."
        }
        return isOnHost
            ? "\(state.act), so edgeHub, which on the host's own network listens on it itself, cannot start."
            : "\(state.act), so edgeHub, which publishes it, cannot start."
    }
}

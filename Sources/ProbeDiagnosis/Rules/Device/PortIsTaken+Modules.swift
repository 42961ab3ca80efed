import ProbeCore
import ProbeEvidence
import ProbeFindings

// The ports that other modules of the deployment publish than edgeHub.

extension PortIsTaken {
    func ofModules(in scene: Scene) -> [Finding] {
        guard let deployment = scene.survey.deployment else { return [] }
        return scene.survey.seen(CheckModulePort.self).compactMap { seen in
            let modules = deployment.evidence.publishers(of: seen.about)
            let state = PortState(ofModule: seen, in: scene.survey)
            // The module's own container, of the deployment before this one.
            guard let first = modules.first, !modules.contains(where: { $0.name == seen.evidence.container }),
                let confidence = state.conflict
            else { return nil }
            let port = seen.about.port
            return Finding(
                .hostPortConflict, confidence == .certain ? .error : .warning, from: [seen.vantage],
                about: Finding.Subject(port: port, process: state.holder), owner: .device, confidence: confidence,
                summary: confidence == .certain
                    ? first.isOnHost == true
                        ? "\(state.act), so the module \(first.name), which listens there itself, cannot start."
                        : "\(state.act), so the module \(first.name), which publishes it, cannot start."
                    : "\(state.act), unless that is its own container, the module \(first.name) cannot start.",
                location: Finding.Location(kind: .thisDevice, culprit: state.culprit, text: "on this device"),
                evidence: [
                    seen.shows(state.proof),
                    deployment.shows(
                        first.line.map { line in
                            "\(first.wants(port)) (\(deployment.evidence.file), line \(line))"
                        } ?? first.wants(port)),
                ],
                refutedBy: "`ss -lntp 'sport = :\(port)'` shows no listener, or the module's own.")
        }
    }
}

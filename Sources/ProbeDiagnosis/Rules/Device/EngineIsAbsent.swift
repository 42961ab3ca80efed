import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No container engine has its socket here: containers could not be measured for, and IoT Edge needs one.
struct EngineIsAbsent: Rule {
    static let causes: [Cause] = [.containerEngineAbsent]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        // An engine elsewhere, where the run was told to look, is one.
        guard scene.survey.seen(DescribeEngine.self).allSatisfy({ $0.evidence.state == .absent }),
            scene.survey.stoppedEngine == nil, scene.survey.unaskedEngine == nil
        else { return [] }
        return scene.survey.seen(ReadRuntime.self).filter { $0.evidence.engineSockets.isEmpty }.map { seen in
            Finding(
                .containerEngineAbsent, .info, from: [seen.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain,
                summary: Self.summary(seen.evidence),
                location: .thisDevice,
                evidence: [seen.shows("neither /run/docker.sock nor another engine's socket is there")],
                refutedBy: "`docker version` or `podman version` gives the version of a server.")
        }
    }

    private static func summary(_ runtime: RuntimeEvidence) -> Sentence {
        if runtime.hasEngineInstalled {
            return """
                A container engine is installed, and no socket of one is there: whether it runs is not known, and \
                containers' ways were not measured.
                """
        }
        if runtime.isContainer == true {
            return """
                edgeprobe runs in a container that has no engine's socket: whether the device has a container engine is not \
                known, and containers' ways were not measured.
                """
        }
        return "There is no container engine on this device yet: containers' ways were not measured."
    }
}

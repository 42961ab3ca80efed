import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The container engine is installed and does not run: IoT Edge could not start, and what containers reach is not known.
struct EngineIsStopped: Rule {
    static let causes: [Cause] = [.containerEngineStopped]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        guard let stopped = scene.survey.stoppedEngine else { return [] }
        let (observation, vantage) = (stopped.observation, stopped.vantage)
        return [
            Finding(
                .containerEngineStopped, .warning, from: [vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain,
                summary: "The container engine is installed, but not running: IoT Edge cannot start without it.",
                location: .thisDevice,
                evidence: [
                    stopped.hasSocket
                        ? Finding.Proof(observation, "nobody answers at the engine's socket")
                        : Finding.Proof(observation, "docker.service is installed, and has no process")
                ],
                refutedBy: "`systemctl is-active docker` says active.")
        ]
    }
}

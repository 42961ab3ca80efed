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

/// What shows that an engine is there and does not run.
struct StoppedEngine {
    let observation: Int
    let vantage: Vantage
    /// Its socket is still there.
    let hasSocket: Bool
}

extension Survey {
    /// Nothing where it runs, where none is installed, and where nobody could tell.
    var stoppedEngine: StoppedEngine? {
        let engines = seen(DescribeEngine.self)
        if let left = engines.first(where: { $0.evidence.state == .stopped }) {
            return StoppedEngine(observation: left.index, vantage: left.vantage, hasSocket: true)
        }
        guard !engines.isEmpty, engines.allSatisfy({ $0.evidence.state == .absent }) else { return nil }
        let installed = seen(ReadRuntime.self).first { seen in
            seen.evidence.engineSockets.isEmpty
                && seen.evidence.services.contains { $0.unit == "docker" && $0.isRunning == false }
        }
        return installed.map { StoppedEngine(observation: $0.index, vantage: $0.vantage, hasSocket: false) }
    }
}

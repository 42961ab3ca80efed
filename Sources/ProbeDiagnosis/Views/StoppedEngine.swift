import ProbeCore
import ProbeEvidence

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
                && seen.evidence.services.contains { $0.isDocker && $0.isRunning == false }
                && !seen.evidence.services.contains { $0.isEngine && $0.isRunning != false }
        }
        return installed.map { StoppedEngine(observation: $0.index, vantage: $0.vantage, hasSocket: false) }
    }
}

extension RuntimeEvidence {
    /// An engine's service is installed, whether or not it runs.
    var hasEngineInstalled: Bool { services.contains(where: \.isEngine) }
}

extension RuntimeEvidence.Service {
    /// It serves an engine's API, whoever packed it.
    var isEngine: Bool { isDocker || unit == "podman" }

    var isDocker: Bool { unit == "docker" || unit == "snap.docker.dockerd" }
}

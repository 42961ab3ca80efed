package import ProbeCore
package import ProbeEvidence
import ProbeFindings

/// The container engine is installed and does not run: IoT Edge could not start, and what containers reach is not known.
struct EngineIsStopped: Rule {
    static let causes: [Cause] = [.containerEngineStopped]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        guard let stopped = scene.survey.stoppedEngine else { return [] }
        let (observation, vantage) = (stopped.observation, stopped.vantage)
        let reasons = Self.reasons(among: scene.logs)
        return [
            Finding(
                .containerEngineStopped, .warning, from: [vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain,
                summary: Self.summary(reasons.first?.code),
                location: .thisDevice,
                evidence: [
                    stopped.hasSocket
                        ? Finding.Proof(observation, "nobody answers at the engine's socket")
                        : Finding.Proof(observation, "docker.service is installed, and has no process")
                ] + reasons.flatMap(\.proofs),
                refutedBy: "`systemctl is-active docker` says active.")
        ]
    }

    /// What it said before a start that came to an end is no reason.
    fileprivate static func reasons(among logs: [LogAccount]) -> [LogAccount] {
        codes.flatMap { code in logs.filter { $0.code == code } }.filter { !$0.isPast }
    }

    /// Why an engine does not start; what says more comes first.
    private static let codes: [LogCode] = [.engineConfiguration, .engineNetwork, .engineStore, .engineStart]

    private static func summary(_ reason: LogCode?) -> Sentence {
        switch reason {
        case .engineConfiguration:
            "The container engine does not start, because it does not take its configuration: IoT Edge cannot start without it."
        case .engineNetwork:
            "The container engine does not start, because it cannot set its networks up: IoT Edge cannot start without it."
        case .engineStore:
            "The container engine does not start, because it cannot use its store: IoT Edge cannot start without it."
        case .some: "The container engine does not start, as its own log says: IoT Edge cannot start without it."
        case nil: "The container engine is installed, but not running: IoT Edge cannot start without it."
        }
    }
}

extension Survey {
    /// What the engine's own log says of why it does not start; nothing where it runs, or where no log says so.
    package var whyEngineIsStopped: LogCode? {
        stoppedEngine == nil ? nil : EngineIsStopped.reasons(among: LogAccount.all(in: self)).first?.code
    }
}

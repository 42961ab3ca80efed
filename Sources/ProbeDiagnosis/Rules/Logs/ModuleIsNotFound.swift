import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that the daemon does not find a module that calls it.
struct ModuleIsNotFound: Rule {
    static let causes: [Cause] = [.logModule404]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.moduleNotFound).compactMap { account in
            let module = account.first.sighting.module ?? Self.speaker(of: account)
            return LogComplaint(
                cause: .logModule404, account: account, topic: .unmeasured, owner: .hubConfiguration,
                subject: Finding.Subject(process: module),
                event: module.map { "The daemon did not find the module \($0) that called it (404)" }
                    ?? "The daemon did not find a module that called it (404)",
                today: "it finds it now",
                refutedBy: "The module runs with its program as the container's first process, and connects."
            ).finding(in: scene)
        }
    }

    /// A module that says so of itself.
    private static func speaker(of account: LogAccount) -> LocalText? {
        let speaker = account.first.sighting.speaker
        return [.agent, .hub, .module].contains(speaker.kind) ? speaker.name : nil
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// edgeHub's log says that it cannot read the creation time of messages.
struct MessageTimesAreMalformed: Rule {
    static let causes: [Cause] = [.logFormatException]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.malformedTime).compactMap { account in
            LogComplaint(
                cause: .logFormatException, account: account, topic: .unmeasured, owner: .hubConfiguration,
                event: "edgeHub cannot read the creation time of a module's messages, and drops them",
                today: "it can now",
                refutedBy: "edgeHub's log has no System.FormatException once the module leaves the property out."
            ).finding(in: scene)
        }
    }
}

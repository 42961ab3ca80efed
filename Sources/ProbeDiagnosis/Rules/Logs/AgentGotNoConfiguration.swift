import ProbeCore
import ProbeEvidence
import ProbeFindings

/// edgeAgent's log says that it got no configuration from the hub.
struct AgentGotNoConfiguration: Rule {
    static let causes: [Cause] = [.logEmptyConfig]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.emptyConfig).compactMap { account in
            LogComplaint(
                cause: .logEmptyConfig, account: account, topic: .hub(.edgeAgent), owner: .containerEngine,
                event: "edgeAgent got no configuration from the hub",
                today: "the way from the containers to the hub is open now",
                refutedBy: "edgeAgent's log says that it connected to IoT Hub."
            ).finding(in: scene)
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// edgeAgent's log has it trying AMQP, then WebSocket, and connecting by neither.
struct AgentGaveUp: Rule {
    static let causes: [Cause] = [.logAgentFallback]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.agentFallback).compactMap { account in
            LogComplaint(
                cause: .logAgentFallback, account: account, topic: .hub(.edgeAgent), owner: .device,
                event: "edgeAgent tried the hub over AMQP, then over WebSocket, and connected by neither",
                today: "the way to the hub is open now",
                refutedBy: "edgeAgent's log says that it connected to IoT Hub."
            ).finding(in: scene)
        }
    }
}

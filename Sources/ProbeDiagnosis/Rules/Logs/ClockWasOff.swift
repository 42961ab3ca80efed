import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that tokens or certificates were out of their time.
struct ClockWasOff: Rule {
    static let causes: [Cause] = [.logClock]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.tokenExpired, .certificateNotYetValid).compactMap { account in
            LogComplaint(
                cause: .logClock, account: account, topic: .clock, owner: .device,
                event: account.code == .tokenExpired
                    ? "The hub took the device's tokens for expired"
                    : "Certificates were not yet valid by this device's clock",
                today: "the clock is right now",
                refutedBy: "The clock agrees with the hub's, and the log says that it connected."
            ).finding(in: scene)
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that tokens or certificates were out of their time.
struct ClockWasOff: Rule {
    static let causes: [Cause] = [.logClock]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.tokenExpired, .certificateNotYetValid, .certificateOutOfTime).compactMap { account in
            LogComplaint(
                cause: .logClock, account: account, topic: .clock, owner: .device,
                event: Self.event(account.code),
                today: "the clock is right now",
                refutedBy: "The clock agrees with the hub's, and the log says that it connected."
            ).finding(in: scene)
        }
    }

    private static func event(_ code: LogCode) -> Sentence {
        switch code {
        case .tokenExpired: "The hub took the device's tokens for expired"
        case .certificateOutOfTime: "Certificates were expired, or not yet valid, by this device's clock"
        default: "Certificates were not yet valid by this device's clock"
        }
    }
}

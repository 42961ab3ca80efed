import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a socket of the daemon may not be opened.
struct SocketsAreDenied: Rule {
    static let causes: [Cause] = [.logSocketDenied]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.socketDenied).compactMap { account in
            LogComplaint(
                cause: .logSocketDenied, account: account, topic: .unmeasured, owner: .device,
                event: "\(account.actor) may not open a socket of the IoT Edge daemon",
                today: "it may now",
                refutedBy: "`ls -l /run/iotedge` shows sockets that the module's user may write to."
            ).finding(in: scene)
        }
    }
}

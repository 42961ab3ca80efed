import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The daemon's log says that it does not take the device's name.
struct RuntimeRefusedHostname: Rule {
    static let causes: [Cause] = [.logHostnameInvalid]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.hostnameInvalid).compactMap { account in
            LogComplaint(
                cause: .logHostnameInvalid, account: account, topic: .hostname, owner: .device,
                event: "IoT Edge did not take this device's name",
                today: "its name is one that IoT Edge takes now",
                refutedBy: "The IoT Edge configuration has a name of at most 64 characters, by RFC 1123."
            ).finding(in: scene)
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry was not found, not reached or not trusted.
struct PullsFail: Rule {
    static let causes: [Cause] = [.logPullFailed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.pullUnresolved, .pullUntrusted, .pullOutOfTime, .pullProxy, .pullUnanswered).compactMap {
            account in
            let registry = account.first.sighting.registry
            return LogComplaint(
                cause: .logPullFailed, account: account, topic: .registry(registry), owner: .siteNetwork,
                subject: Finding.Subject(registry), event: Self.event(account),
                today: "the registry and its data endpoint answer now",
                refutedBy: "`docker pull` of the image succeeds on this device."
            ).finding(in: scene)
        }
    }

    private static func event(_ account: LogAccount) -> Sentence {
        let sighting = account.first.sighting
        // Where an image's data lies may be another name.
        if account.code == .pullUnresolved, let image = sighting.image, let name = sighting.registry {
            return "\(image) was not pulled: the name \(name) was not found"
        }
        return switch account.code {
        case .pullUnresolved: "\(opening: account.image) was not pulled: the registry's name was not found"
        case .pullUntrusted: "\(opening: account.image) was not pulled: the registry's certificate was not trusted"
        case .pullOutOfTime:
            "\(opening: account.image) was not pulled: the registry's certificate was out of its time by this device's clock"
        case .pullProxy:
            "\(opening: account.image) was not pulled: the proxy that the engine goes through was not found or not reached"
        default: "\(opening: account.image) was not pulled: the registry did not answer"
        }
    }
}

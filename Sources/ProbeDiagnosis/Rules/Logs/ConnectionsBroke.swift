import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log of the runtime says that its connections broke, or did not come about.
struct ConnectionsBroke: Rule {
    static let causes: [Cause] = [.logTransientNetwork]
    static let explains: [Cause] = []

    /// What says more comes first.
    private static let codes: [LogCode] = [
        .nameUnresolved, .connectionRefused, .connectionUnanswered, .transientNetwork,
    ]

    /// One finding for each whose way to the hub it is: an error and what it came from are one matter.
    func findings(in scene: Scene) -> [Finding] {
        let complaints = Self.codes.flatMap { scene.accounts($0) }.compactMap { account in
            LogComplaint(
                cause: .logTransientNetwork, account: account, topic: .hub(account.consumer), owner: .siteNetwork,
                event: Self.event(account.code), today: "the way to the hub is open now",
                refutedBy: "The log says that it connected to IoT Hub."
            ).finding(in: scene)
        }
        return complaints.map(\.subject).uniqued.compactMap { subject in
            let own = complaints.filter { $0.subject == subject }
            let gravest = own.map(\.severity).max()
            guard var finding = own.first(where: { $0.severity == gravest }) else { return nil }
            finding.evidence += own.flatMap(\.evidence).filter { !finding.evidence.contains($0) }
            return finding
        }
    }

    private static func event(_ code: LogCode) -> Sentence {
        switch code {
        case .nameUnresolved: "The name of the hub, or of a service beside it, was not found"
        case .connectionRefused: "Connections to the hub were refused"
        case .connectionUnanswered: "Connections to the hub got no answer"
        default: "Connections to the hub broke, or did not come about"
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What a log complains of, on its way to a finding: information where it works now, else a warning.
///
/// Whether something that was measured accounts for it is asked later, of all findings (`Testimony`).
struct LogComplaint {
    let cause: Cause
    let account: LogAccount
    let topic: LogTopic
    let owner: Owner
    var claim = Finding.Confidence.likely
    var subject = Finding.Subject()
    /// What happened.
    let event: Sentence
    /// What is seen instead where it works now.
    let today: Sentence
    let refutedBy: Sentence

    /// Nothing for what came and went.
    func finding(in scene: Scene) -> Finding? {
        guard !account.isPassing else { return nil }
        let state = topic.state(in: scene)
        let isRemark = state == .works || account.isPast || (account.isOver && topic != .unmeasured)
        var subject = subject
        let speaker = account.first.sighting.speaker
        if speaker.kind != .unknown { subject.process = subject.process ?? speaker.name }
        return Finding(
            cause, isRemark ? .info : .warning, from: [account.first.vantage], about: subject, owner: owner,
            confidence: claim, summary: isRemark ? remark(state, in: scene) : complaint, location: .thisDevice,
            evidence: account.proofs, refutedBy: refutedBy)
    }

    private var complaint: Sentence {
        switch (account.start, account.last, account.count) {
        case (let start?, let last?, 2...) where start < last:
            "\(opening: event): \(account.count, .time) from \(start) to \(last)."
        case (_, let last?, _): "\(opening: event), at \(last)."
        case (_, nil, _): "\(opening: event); the log does not say when."
        }
    }

    private func remark(_ state: LogTopic.State, in scene: Scene) -> Sentence {
        guard let last = account.last else {
            if state == .works { return "\(opening: event), at a time that the log does not tell; \(clause: today)." }
            return account.isRelieved
                ? "\(opening: event); its log says later on that it works."
                : "\(opening: event); this device has started anew since, and its log says nothing of it."
        }
        guard state == .works else { return "\(opening: event), until \(last); its log says nothing of it since." }
        // Logs are read while the run measures.
        return scene.survey.startedAt.secondsSince1970 - last.secondsSince1970 < Self.moment
            ? "\(opening: event), up to this run; \(clause: today)."
            : "\(opening: event), until \(last); nothing since, and \(clause: today)."
    }

    /// Programs that go on trying do so within this many seconds.
    private static let moment: Int64 = 120
}

extension Scene {
    /// What logs say of a kind, each thing once.
    func accounts(_ codes: LogCode...) -> [LogAccount] { logs.filter { codes.contains($0.code) } }
}

extension LogAccount {
    /// Whose way to the hub it is about.
    var consumer: Need.Consumer {
        switch first.sighting.speaker.kind {
        case .hub: .edgeHub
        case .daemon: .identityService
        case .agent, .engine, .kernel, .module, .unknown: .edgeAgent
        }
    }

    /// The image, or the registry, or an image.
    var image: Sentence {
        if let image = first.sighting.image { return "\(image)" }
        return first.sighting.registry.map { "an image of \($0)" } ?? "an image"
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine, the kernel or a log says that edgeHub or edgeAgent was ended for want of memory.
///
/// Status 137 alone is no proof: whatever does not stop in time is killed as well.
struct MemoryRanOut: Rule {
    static let causes: [Cause] = [.logSmallDevice]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let told = scene.accounts(.outOfMemory).compactMap { account in
            LogComplaint(
                cause: .logSmallDevice, account: account, topic: .unmeasured, owner: .hubConfiguration,
                event: account.first.sighting.speaker.kind == .kernel
                    ? "The kernel ended a program of .NET, which edgeHub and edgeAgent are, for want of memory"
                    : "\(opening: account.speaker) ran out of memory",
                today: "it has enough now", refutedBy: "edgeHub runs for days with OptimizeForPerformance=false."
            ).finding(in: scene)
        }
        return told + scene.survey.seen(ReadLogs.self).compactMap(Self.ended)
    }

    /// By the engine's own word.
    private static func ended(_ seen: Survey.Seen<ReadLogs>) -> Finding? {
        guard let container = seen.evidence.container, container.isOutOfMemory, case .container(let name) = seen.about
        else { return nil }
        let summary: Sentence =
            container.finished.map { "\(name) was ended for want of memory, at \($0)." }
            ?? "\(name) was ended for want of memory."
        return Finding(
            .logSmallDevice, .warning, from: [seen.vantage], about: Finding.Subject(process: name),
            owner: .hubConfiguration, confidence: .certain, summary: summary, location: .thisDevice,
            evidence: [seen.shows("the engine says OOMKilled of the container \(name)")],
            refutedBy: "`docker inspect` says that OOMKilled is false.")
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine, the kernel or a log says that edgeHub, or another module, was ended for want of memory.
///
/// Status 137 alone proves little: whatever does not stop in time is killed as well.
struct MemoryRanOut: Rule {
    static let causes: [Cause] = [.logSmallDevice]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let told = scene.accounts(.outOfMemory).compactMap { account in
            LogComplaint(
                cause: .logSmallDevice, account: account, topic: .unmeasured, owner: .hubConfiguration,
                event: account.first.sighting.speaker.kind == .kernel
                    ? "The kernel ended a program of .NET, which edgeHub and edgeAgent are, for want of memory"
                    : "\(opening: account.actor) ran out of memory",
                today: "it has enough now", refutedBy: "edgeHub runs for days with OptimizeForPerformance=false."
            ).finding(in: scene)
        }
        let killed = scene.accounts(.killed).compactMap { account in
            LogComplaint(
                cause: .logSmallDevice, account: account, topic: .unmeasured, owner: .hubConfiguration,
                claim: .possible, subject: Finding.Subject(process: LocalText(PortEvidence.edgeHub)),
                event:
                    "edgeHub was killed (status 137), as want of memory ends a program, or a stop that takes too long",
                today: "it runs now", refutedBy: "`docker inspect` says that OOMKilled is false."
            ).finding(in: scene)
        }
        return told + killed + scene.survey.seen(ReadLogs.self).compactMap(Self.ended)
    }

    /// By the engine's own word.
    private static func ended(_ seen: Survey.Seen<ReadLogs>) -> Finding? {
        guard let container = seen.evidence.container, container.isOutOfMemory, let name = seen.about.container else {
            return nil
        }
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

extension LogSource {
    /// Whose it is: a support bundle has what the engine says of a container in a file of its name.
    fileprivate var container: LocalText? {
        switch self {
        case .journal: nil
        case .container(let name): name
        case .file(let name):
            name.description.hasSuffix(".json") ? LocalText(String(name.description.dropLast(".json".count))) : nil
        }
    }
}

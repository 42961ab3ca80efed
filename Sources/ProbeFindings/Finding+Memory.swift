import ProbeCore
import ProbeEvidence

extension Finding.Subject {
    /// What ran out of memory is edgeHub, or may be: neither the kernel nor a log without a name says whose it was.
    package var mayBeEdgeHub: Bool {
        process.map { name in LogSpeaker(named: name.description).map { [.hub, .kernel].contains($0.kind) } ?? false }
            ?? true
    }
}

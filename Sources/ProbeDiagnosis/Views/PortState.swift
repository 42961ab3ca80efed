import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the evidence about a port of this device amounts to.
struct PortState {
    private let port: UInt16
    private let evidence: PortEvidence
    private let survey: Survey
    private let vantage: Vantage

    init(of seen: Survey.Seen<CheckPort>, in survey: Survey) {
        port = seen.about.port
        evidence = seen.evidence
        vantage = seen.vantage
        self.survey = survey
    }

    /// Of another module's port.
    init(ofModule seen: Survey.Seen<CheckModulePort>, in survey: Survey) {
        port = seen.about.port
        evidence = seen.evidence
        vantage = seen.vantage
        self.survey = survey
    }

    /// How sure it is that edgeHub cannot have the port; nothing where it can, or has it.
    var conflict: Finding.Confidence? {
        guard evidence.isFree == false, !evidence.isEdgeHubsOwn else { return nil }
        if evidence.container != nil { return .certain }
        if isSomeContainers {
            // Only the engine knows whose its helper is. All of edgeHub's ports at once are hardly another's.
            if allAreContainers { return nil }
            return isEdgeInstalled ? .possible : .likely
        }
        return evidence.listeners.isEmpty ? .likely : .certain
    }

    /// A helper of the engine listens, and the engine could not be asked for which container.
    private var isSomeContainers: Bool {
        !evidence.holders.isEmpty && evidence.holders.allSatisfy(\.isEngineProxy)
    }

    private var allAreContainers: Bool {
        let all = survey.seen(CheckPort.self, from: vantage)
        return isEdgeInstalled && all.count > 1
            && all.allSatisfy { !$0.evidence.holders.isEmpty && $0.evidence.holders.allSatisfy(\.isEngineProxy) }
    }

    private var isEdgeInstalled: Bool { survey.seen(ReadRuntime.self).contains { $0.evidence.edge != nil } }

    /// Who holds it: a container or a program, as much as is known.
    var culprit: Culprit? {
        if let container = evidence.container { return .container(container) }
        return evidence.holders.first.map { .program(Self.name(of: $0)) }
    }

    /// Whom a report names as its subject.
    var holder: LocalText {
        if let container = evidence.container { return LocalText("container \(container)") }
        return evidence.holders.first.map(Self.name) ?? LocalText("an unknown program")
    }

    /// As in: nginx (pid 812, nginx.service).
    private static func name(of holder: PortEvidence.Holder) -> LocalText {
        let place = holder.unit.map { ", \($0)" } ?? holder.containerID.map { ", in container \($0)" } ?? ""
        return LocalText("\(holder.name) (pid \(holder.pid)\(place))")
    }

    private var addresses: [SocketAddress] {
        evidence.listeners.map { SocketAddress($0.address, port: port) }.uniqued
    }

    /// Who does what with the port.
    var act: Sentence {
        let holder = holderAtStart
        return addresses.isEmpty ? "\(holder) holds port \(port)" : "\(holder) listens on \(addresses)"
    }

    private var holderAtStart: Sentence {
        if let container = evidence.container { return "The container \(container)" }
        if let first = evidence.holders.first {
            let name = Self.name(of: first)
            return first.isEngineProxy ? "A container of the engine (\(name))" : "\(name)"
        }
        guard let listener = evidence.listeners.first else { return "A program that listens to nobody" }
        return "A program of user \(Int(listener.userID)), which only root may name,"
    }

    var proof: Sentence {
        let paths = evidence.holders.compactMap(\.executable).uniqued
        let taken = evidence.trials.filter(\.isTaken).map { SocketAddress($0.address, port: port) }
        let parts: [Sentence?] = [
            addresses.isEmpty ? nil : "a listener on \(addresses)", paths.isEmpty ? nil : "of \(paths)",
            taken.isEmpty ? nil : "binding \(taken) fails with EADDRINUSE",
            evidence.container.map { "the engine says that the container \($0) publishes it" },
        ]
        return "\(listing: parts.compactMap(\.self))"
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something else than edgeHub holds a port that edgeHub's container publishes: the engine cannot start it then.
struct PortIsTaken: Rule {
    static let causes: [Cause] = [.hostPortConflict]
    static let explains: [Cause] = [.logPortAllocated]

    func findings(in survey: Survey) -> [Finding] {
        survey.seen(CheckPort.self).compactMap { seen in
            let state = PortState(of: seen, in: survey)
            guard let doubt = state.conflict else { return nil }
            return finding(seen, state, doubt)
        }
    }

    private func finding(
        _ seen: Survey.Seen<CheckPort>, _ state: PortState, _ confidence: Finding.Confidence
    ) -> Finding {
        let evidence = seen.evidence
        let port = seen.about.port
        let what =
            evidence.listeners.isEmpty
            ? "holds port \(port)"
            : "listens on \(listing(evidence.listeners.map { "\(SocketAddress($0.address, port: port))" }.uniqued))"
        let consequence =
            confidence == .possible
            ? "unless that is edgeHub's own container, edgeHub cannot start."
            : "so edgeHub, which publishes it, cannot start."
        return Finding(
            .hostPortConflict, confidence == .possible ? .warning : .error, from: [seen.vantage],
            about: Finding.Subject(port: port, process: state.holder), owner: .device, confidence: confidence,
            summary: "\(state.holderAtStart) \(what), \(consequence)",
            location: Finding.Location(kind: .thisDevice, text: "on this device"),
            evidence: [Finding.Proof(seen.index, state.proof)],
            refutedBy: "`ss -lntp 'sport = :\(port)'` shows no listener, or edgeHub's own.")
    }
}

/// What the evidence about a port amounts to.
struct PortState {
    private let port: UInt16
    private let evidence: PortEvidence
    private let survey: Survey
    private let seen: Survey.Seen<CheckPort>

    init(of seen: Survey.Seen<CheckPort>, in survey: Survey) {
        port = seen.about.port
        evidence = seen.evidence
        self.seen = seen
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
        let all = survey.seen(CheckPort.self, from: seen.vantage)
        return isEdgeInstalled && all.count > 1
            && all.allSatisfy { !$0.evidence.holders.isEmpty && $0.evidence.holders.allSatisfy(\.isEngineProxy) }
    }

    private var isEdgeInstalled: Bool { survey.seen(ReadRuntime.self).contains { $0.evidence.edge != nil } }

    /// By name, process, unit or container; as much as is known.
    var holder: String {
        if let container = evidence.container { return "container \(container)" }
        guard let first = evidence.holders.first else { return Self.unknown }
        let place =
            first.unit.map { ", \($0)" } ?? first.containerID.map { ", in container \($0)" } ?? ""
        return "\(first.name) (pid \(first.pid)\(place))"
    }

    static let unknown = "an unknown program"

    var holderAtStart: String {
        if let container = evidence.container { return "The container \(container)" }
        if let first = evidence.holders.first {
            return first.isEngineProxy ? "A container of the engine (\(holder))" : holder
        }
        guard let listener = evidence.listeners.first else { return "A program that listens to nobody" }
        return "A program of user \(listener.userID), which only root may name,"
    }

    var proof: String {
        let addresses = evidence.listeners.map { "\(SocketAddress($0.address, port: port))" }.uniqued
        let paths = evidence.holders.compactMap(\.executable).map(\.description).uniqued
        let taken = evidence.trials.filter(\.isTaken).map { "\(SocketAddress($0.address, port: port))" }
        return [
            addresses.isEmpty ? nil : "a listener on \(listing(addresses))",
            paths.isEmpty ? nil : "of \(listing(paths))",
            taken.isEmpty ? nil : "binding \(listing(taken)) fails with EADDRINUSE",
            evidence.container.map { "the engine says that the container \($0) publishes it" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the evidence about a port of this device amounts to.
struct PortState {
    private let port: UInt16
    let evidence: PortEvidence
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

    /// How sure it is that edgeHub cannot have the port; nothing where it can, has it, or does without.
    var conflict: Finding.Confidence? {
        guard evidence.isFree == false, !evidence.isEdgeHubsOwn, !isNoneOfEdgeHubs else { return nil }
        if evidence.container != nil { return isAnotherModules ? .possible : .certain }
        // Only the engine knows whose its helper is. All of edgeHub's ports at once are hardly another's.
        if evidence.isSomeContainers {
            if allMayBeContainers { return nil }
            return isEdgeInstalled ? .possible : .likely
        }
        if mayBeContainers {
            if allMayBeContainers { return nil }
            return isPublishedByNobody ? .likely : .possible
        }
        return evidence.listeners.isEmpty ? .likely : .certain
    }

    /// Another module of IoT Edge publishes it: the deployment has both, and gives each its ports.
    var isAnotherModules: Bool { evidence.isOfModule == true && !evidence.isEdgeHubsOwn }

    /// edgeHub's container runs, and has the others of the usual ports: this one it was not given.
    ///
    /// The engine starts no container of which it cannot publish every port. A deployment that is still to come may give it more,
    /// and so may whoever asks for other ports than the usual ones.
    private var isNoneOfEdgeHubs: Bool {
        let usual = Set(PortBinding.edgeHubDefaults.map(\.port))
        return survey.deployment == nil && Set(survey.assignment.edgeHubPorts ?? Array(usual)) == usual
            && usual.contains(port)
            && survey.seen(CheckPort.self, from: vantage).contains {
                $0.about.port != port && $0.evidence.isEdgeHubsOwn
            }
    }

    /// This user may not see who listens, and it may be the engine's helper.
    private var mayBeContainers: Bool { evidence.isSomebodyOfRoots && hasEngine }

    private var allMayBeContainers: Bool {
        let all = survey.seen(CheckPort.self, from: vantage)
        return isEdgeInstalled && all.count > 1
            && all.allSatisfy {
                $0.evidence.isEdgeHubsOwn || $0.evidence.isSomeContainers || $0.evidence.isSomebodyOfRoots
            }
    }

    /// By what its packages leave, or by a container of its own.
    private var isEdgeInstalled: Bool {
        survey.seen(ReadRuntime.self).contains { $0.evidence.edge != nil }
            || survey.seen(DescribeVantage.self).contains { $0.evidence.speaksForModules }
    }

    /// One that runs, for all that is known: where none does, nothing of it listens.
    private var hasEngine: Bool {
        let engines = survey.seen(DescribeEngine.self).map(\.evidence.state)
        guard engines.allSatisfy({ $0 == .absent }) else { return engines.contains { $0 != .absent && $0 != .stopped } }
        return (engines.isEmpty && isEdgeInstalled)
            || survey.seen(ReadRuntime.self).contains { seen in
                !seen.evidence.engineSockets.isEmpty
                    || seen.evidence.services.contains { $0.isEngine && $0.isRunning == true }
            }
    }

    /// The engine listed its containers, and none of them publishes the port; one on the host's own network may listen itself.
    private var isPublishedByNobody: Bool {
        survey.seen(DescribeEngine.self).contains { seen in
            seen.evidence.state == .running
                && !(seen.evidence.unanswered ?? []).contains { $0.question == .containers }
        }
    }

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

extension PortEvidence {
    /// A helper of the engine listens, and the engine could not be asked for which container.
    fileprivate var isSomeContainers: Bool {
        container == nil && !holders.isEmpty && holders.allSatisfy(\.isEngineProxy)
    }

    /// Programs of root's listen, which this user may not look into.
    fileprivate var isSomebodyOfRoots: Bool {
        container == nil && !listeners.isEmpty && listeners.allSatisfy { $0.userID == 0 && $0.holders.isEmpty }
    }
}

package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Looks for whoever holds a port that edgeHub's container has to publish, and tries to bind it.
///
/// The list of listeners is anyone's to read; whose they are takes a privilege, and what this user may not see is left
/// open. The attempt to bind is the proof: nothing listens on it, and it is released at once.
extension CheckPort: Probe {
    package func subjects(in plan: Plan) -> [LocalPort] {
        plan.briefing.vantage == .host ? plan.edgeHubBindings.map { LocalPort($0) } : []
    }

    package func measure(
        _ about: LocalPort, _ input: Nothing, _ context: Context<PortEvidence>
    ) async throws(ProbeError) -> Measured<PortEvidence, NoLive> {
        Measured(Self.evidence(of: about, by: try await PortLook.shared(in: context), in: context.plan))
    }

    /// What a look at all ports saw of one, with what the engine and the parent know of it.
    static func evidence(of about: LocalPort, by look: PortLook, in plan: Plan) -> PortEvidence {
        var evidence = PortEvidence()
        let publication = plan.briefing.publications.first { publication in
            publication.port == about.port && about.binding.clashes(with: publication.address)
        }
        evidence.container = publication.map { LocalText($0.container) }
        evidence.isOfModule = publication?.isOfModule
        let reading = plan.briefing.portReading
        evidence.trials = about.binding.addresses.compactMap { address in
            let own = look.trials[SocketAddress(address, port: about.port)]
            // What takes a privilege the parent has tried, if it has it.
            guard own?.error == "EACCES" || own?.error == "EPERM" else { return own }
            return reading?.trials.first { $0.port == about.port && $0.trial.address == address }?.trial ?? own
        }
        if let listeners = look.listeners {
            let choice = ListenerChoice(of: listeners, for: about.binding)
            var holdersLeftOut = 0
            let known = reading?.sockets.filter { !$0.holders.isEmpty } ?? []
            let unknown = choice.kept.filter { listener in !known.contains { $0.inode == listener.inode } }
            let holders = SocketHolders(
                of: Set(unknown.map(\.inode)), openedBy: Set(unknown.map(\.userID)), within: Self.ownLook)
            for listener in choice.kept {
                let (kept, leftOut) = holders.holders(of: listener.inode)
                let known = known.first { $0.inode == listener.inode }
                holdersLeftOut += known?.leftOut ?? leftOut
                let described = PortEvidence.Listener(
                    address: listener.address, userID: listener.userID,
                    holders: known?.holders ?? kept.map { PortEvidence.Holder($0) })
                if about.binding.clashes(with: listener.address) {
                    evidence.listeners.append(described)
                } else {
                    evidence.others.append(described)
                }
            }
            evidence.leftOut =
                [
                    LeftOut(.listeners, choice.leftOut), LeftOut(.holders, holdersLeftOut),
                    LeftOut(.processes, choice.kept.isEmpty ? 0 : max(reading?.unseen ?? 0, holders.unseen)),
                ].recorded
            let ids = Set(evidence.listeners.flatMap(\.holders).map(\.containerID))
            // All of them: beside another's listener its own gets no connection, or could not have been bound.
            if evidence.container == nil, ids.count == 1, let id = ids.first ?? nil {
                evidence.container =
                    plan.briefing.hostModules.first { $0.id == id }.map { LocalText($0.container) }
                if evidence.container != nil { evidence.isOfModule = true }
            }
        } else {
            evidence.isListUnreadable = true
        }
        evidence.unprivilegedFrom = Sysctl.numbers("net.ipv4.ip_unprivileged_port_start").first
        evidence.isEphemeral = Self.isEphemeral(about.port)
        evidence.hasOnlyRootlessEngine =
            plan.briefing.engine.flatMap { $0.state == .running ? $0.isRootless : nil }
            ?? plan.deviceReading.hasOnlyRootlessEngine
        return evidence
    }

    /// With processes that the parent did not look into: those of whoever runs this.
    private static let ownLook = Duration.milliseconds(200)

    private static func isEphemeral(_ port: UInt16) -> Bool? {
        let range = Sysctl.numbers("net.ipv4.ip_local_port_range")
        guard range.count == 2, range[0] <= range[1] else { return nil }
        return (range[0]...range[1]).contains(Int(port))
            && !Sysctl.ranges("net.ipv4.ip_local_reserved_ports").contains { $0.contains(Int(port)) }
    }
}

extension PortBinding {
    /// Whether a listener's address keeps the engine from binding: nothing stands for every address.
    ///
    /// An IPv6 socket on `::` takes IPv4 too, unless it was told not to; who cannot see which assumes what is usual.
    package func clashes(with other: IPAddress?) -> Bool {
        guard let other else { return true }
        return addresses.contains { own in
            if own == other || (own.isUnspecified && own.family == other.family) { return true }
            if let mapped = other.mapped { return own == mapped || (own.isUnspecified && own.family == .v4) }
            return other.isUnspecified && (other.family == own.family || (other.family == .v6 && own.family == .v4))
        }
    }
}

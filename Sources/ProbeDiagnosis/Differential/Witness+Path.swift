import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What connections and the walk to where they end say.
extension Witness {
    var conclusiveAttempts: [Int] {
        contacts.filter { $0.result != .undecided }.flatMap { $0.decisive.map(\.observation) }
            + ascents.compactMap { $0.seen(ConnectEndpoint.self) }.filter { $0.evidence.connected != nil }.map(\.index)
    }

    /// A router beyond this device says that nothing comes through: the packets got there, and its word came back.
    var turnedAwayBeyond: [Int] {
        let told = contacts.filter { contact in
            guard case .rejected(let icmp) = contact.result else { return false }
            return !icmp.offenderIsLocal && !scene.isOwn(icmp.offender)
        }
        let isAll = told.count == contacts.filter { $0.result != .undecided }.count
        return isAll ? told.flatMap { $0.decisive.map(\.observation) }.uniqued : []
    }

    var attempts: Word {
        word(
            ifAny: contacts.filter { $0.isConfirmed || $0.cameBack }.flatMap { $0.attempts.map(\.observation) })
    }

    /// An error, or none in spite of waiting; not one whose sender the kernel keeps to itself.
    var icmp: Word {
        let told = contacts.filter { $0.result != .undecided }.flatMap(\.attempts).filter { _, attempt in
            attempt.isSilent || attempt.icmp != nil || attempt.isSynchronous || attempt.error == "ECONNREFUSED"
        }
        return told.isEmpty && contacts.isEmpty ? answers : word(ifAny: told.map(\.observation))
    }

    /// Another port of the address that answers narrows a silence to the port; none that does widens it to the address.
    var otherPort: Word {
        let mine = Set(contacts.map(\.remote))
        let addresses = Set(mine.map(\.address))
        let all = decided { addresses.contains($0.remote.address) }
        guard finding.cause == .tcpDroppedIP else {
            let others = all.filter { finding.subject.port == nil || !mine.contains($0.remote) }
            return told(others.filter(\.cameBack), of: others)
        }
        if all.contains(where: \.cameBack) { return .open(.contradictory) }
        // One port alone may be closed by its number.
        return Set(all.map(\.remote.port)).count > 1 ? told(all, of: all) : .open(.noEvidence)
    }

    /// A tunnel that lets another port of the address pass leads somewhere; of a resolver, or of the way back, no port tells.
    var otherPortByTunnel: Word {
        let failing = contacts.filter { $0.vantage == .host && $0.result != .answered }
        guard finding.subject.resolver == nil, !failing.isEmpty else { return word(ifAny: cited) }
        let addresses = failing.map(\.remote.address)
        let others = scene.contacts(from: .host).filter { contact in
            addresses.contains(contact.remote.address) && scene.isTunnelled(contact)
        }
        return others.contains(where: \.cameBack)
            ? .open(.contradictory) : word(ifAny: cited + others.flatMap { $0.decisive.map(\.observation) })
    }

    /// Another address that answers narrows a silence to the address; several and none that does widen it to the site.
    var otherAddress: Word {
        guard finding.cause == .tcpDroppedAll else {
            let mine = finding.subject.address.map { [$0] } ?? contacts.map(\.remote.address)
            let others = decided { !mine.contains($0.remote.address) }
            return told(others.filter(\.cameBack), of: others)
        }
        let all = decided { _ in true }
        if all.contains(where: \.cameBack) { return .open(.contradictory) }
        return Set(all.map(\.remote.address)).count > 1 ? told(all, of: all) : .open(.noEvidence)
    }

    private func decided(_ isMeant: (Contact) -> Bool) -> [Contact] {
        finding.vantages.flatMap { scene.contacts(from: $0) }.filter { $0.result != .undecided && isMeant($0) }
    }

    /// Told by those contacts that say so; where there are only others, they say the opposite.
    private func told(_ contacts: [Contact], of all: [Contact]) -> Word {
        if contacts.isEmpty, !all.isEmpty { return .open(.contradictory) }
        return word(contacts.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    /// IPv4 that works beside a silent IPv6 address speaks for `ipv6.broken`; an address of IPv4 against it.
    var family: Word {
        if finding.subject.address?.family == .v4 { return word(ifAny: conclusiveAttempts) }
        let all = ascents.flatMap { survey.attempts(at: $0.endpoint, from: $0.vantage) }
            .filter { $0.attempt.remote.address.family == .v4 }
        let answered = all.filter { $0.attempt.result == .connected }
        guard finding.cause == .ipv6Broken else {
            return answered.isEmpty ? word(ifAny: all.map(\.observation).uniqued) : .open(.contradictory)
        }
        return answered.isEmpty && !all.isEmpty
            ? .open(.contradictory) : word(ifAny: answered.map(\.observation).uniqued)
    }

    var hopWalk: Word {
        switch finding.cause {
        case .tcpLoop, .tcpDroppedIP, .tcpDroppedAll: return circle
        default: break
        }
        // Nobody stands between this device and itself.
        let here = contacts.filter(\.remote.address.isLoopback)
        let walked = contacts.filter {
            Whereabouts.isFarEnd($0, in: survey) || Whereabouts(ofResetAt: $0, in: survey) != nil
        }
        let walks = walked.flatMap { survey.walks(to: $0).map(\.index) }
        return word(walks + here.flatMap { $0.decisive.map(\.observation) }, else: WalkHops.id)
    }
}

extension Witness {
    /// A walk that meets the same routers again and again, or that does not; of a loop, whoever gave up says so as well.
    private var circle: Word {
        let walks = contacts.flatMap { survey.walks(to: $0) }
        let circling = walks.filter { $0.evidence.walk.circle != nil }.map(\.index)
        guard finding.cause == .tcpLoop else {
            return circling.isEmpty ? word(walks.map(\.index).uniqued, else: WalkHops.id) : .open(.contradictory)
        }
        let given = contacts.flatMap(\.attempts).filter { $0.attempt.icmp?.meaning == .hopLimitExceeded }
        return word((circling + given.map(\.observation)).uniqued, else: WalkHops.id)
    }
}

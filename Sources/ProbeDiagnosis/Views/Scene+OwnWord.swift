import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What it is of this device that answers its own packets with an ICMP error.
///
/// Host unreachable is the kernel's own word of a link that takes no packet: nobody answers ARP there, or a tunnel has no peer
/// for the address. A rule says that only where somebody chose it, and then at once, each time.
enum OwnWord {
    case rule, tunnel, neighbour
}

extension Scene {
    /// Nothing where the error came from elsewhere.
    func ownWord(on contact: Contact) -> OwnWord? {
        guard case .rejected(let icmp) = contact.result, icmp.offenderIsLocal else { return nil }
        guard contact.isUnreachableHere, !isRejectedByRules(contact) else { return .rule }
        if isTunnelled(contact) { return .tunnel }
        if contact.isUnresolvedNeighbour { return .neighbour }
        return contact.isUnreachableAtOnceAgain && isNextHopThere(before: contact) ? .rule : .neighbour
    }

    private func isRejectedByRules(_ contact: Contact) -> Bool {
        contact.vantage == .host
            && survey.walksToServices.contains { _, walk in
                walk.leavesHost && walk.remote == contact.remote
                    && walk.verdict == .rejected
            }
    }

    /// The host's packets to it leave by a VPN's link.
    func isTunnelled(_ contact: Contact) -> Bool { tunnel(before: contact) != nil }

    /// The VPN's link that the host's packets to it leave by.
    func tunnel(before contact: Contact) -> InterfaceName? {
        guard contact.vantage == .host else { return nil }
        let interface =
            roads.taken(by: .host, to: contact.remote)?.lookup.interface
            ?? contact.decisive.lazy.compactMap(\.attempt.interface).first
        return interface.flatMap { isTunnel($0) ? $0 : nil }
    }

    /// The neighbour table has it, or something else came back past it.
    private func isNextHopThere(before contact: Contact) -> Bool {
        let lookup = contact.vantage == .host ? roads.taken(by: .host, to: contact.remote)?.lookup : nil
        let next = lookup.map { $0.gateway ?? contact.remote.address }
        let state = survey.seen(ReadGateways.self, from: .host).lazy.flatMap(\.evidence.neighbours).first {
            $0.address == next && $0.interface == lookup?.interface
        }?.state
        return state?.isResolved ?? WayOut(scene: self).leads(to: contact)
    }
}

extension Contact {
    /// This device itself says that it does not reach the host.
    var isUnreachableHere: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return icmp.offenderIsLocal && icmp.meaning == .hostUnreachable
    }

    /// Tried again after it was said at once, which ARP does not do a second time, it was said at once again.
    fileprivate var isUnreachableAtOnceAgain: Bool {
        let quick = decisive.filter { $0.attempt.latency.value < 0.1 }
        return quick.count == attempts.count
            && Dictionary(grouping: quick, by: \.observation).values.contains { $0.count > 1 }
    }
}

/// What this device's own rules, where they were read as a whole, say of what the host sends.
extension Scene {
    /// That they let it out, each packet of it; nothing where one of them was not followed, or may end there.
    func letsOut(_ extent: Extent) -> [Finding.Proof]? {
        guard extent.vantages == [.host] else { return nil }
        return proofs(
            ofLettingOut: extent.contacts.map(\.remote),
            survey.walksToServices.filter { $0.walk.packet.network == .tcp })
    }

    func letsOutQuestions(_ failure: LocalFailure) -> [Finding.Proof]? {
        guard failure.vantages == [.host], let resolver = failure.subject.resolver else { return nil }
        return proofs(
            ofLettingOut: [resolver], survey.walksToResolvers.filter { $0.walk.packet.network == .udp })
    }

    private func proofs(ofLettingOut remotes: [SocketAddress], _ walks: [Survey.Walked]) -> [Finding.Proof]? {
        if let settings = withoutRules {
            return [settings.shows("this device has no chain of rules that what it sends could end in")]
        }
        let followed = remotes.uniqued.map { remote in
            walks.filter { _, walk in walk.leavesHost && walk.remote == remote }
        }
        guard followed.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.walk.verdict == .passes } }) else { return nil }
        return followed.compactMap(\.first).prefix(3).map { observation, walk in
            let remote: SentenceArgument = walk.remote.map { .socket($0) } ?? .worded("it", .term)
            return Finding.Proof(observation, "this device's rules let an outgoing packet to \(remote) pass")
        }
    }

    /// The rules were read, and there is no chain.
    var withoutRules: Survey.Seen<ReadForwarding>? {
        survey.seen(ReadForwarding.self, from: .host).first { seen in
            seen.evidence.rules == .read && seen.evidence.baseChains.isEmpty && seen.evidence.legacyTables.isEmpty
        }
    }
}

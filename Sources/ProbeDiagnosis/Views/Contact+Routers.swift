import ProbeCore
import ProbeEvidence

/// Routers ration their errors (Linux: about five for a source, then one a second), so that the packets of one run use them
/// up. What a router says about a route does not depend on the port: said once for an address, it speaks for the silent
/// attempts on the same way, from every vantage. A rejection speaks for its port alone, and so does what is said of a port while
/// another one of the address answers.
extension Contact {
    static func spokenFor(
        _ contacts: [Vantage: [Contact]], along roads: Roads, in survey: Survey
    ) -> [Vantage: [Contact]] {
        let all = survey.vantages.flatMap { contacts[$0] ?? [] }
        // Who gets through to one port of an address has a route to it: what is said of another one is a filter's word.
        let reached = all.filter { $0.result == .answered }
        func isReached(_ contact: Contact) -> Bool {
            reached.contains { other in
                other.remote.address == contact.remote.address
                    && (other.vantage == contact.vantage
                        || roads.areOne(from: other.vantage, contact.vantage, to: contact.remote.address, survey))
            }
        }
        let speakers = all.filter { $0.isRoutingError && !isReached($0) }
        guard !speakers.isEmpty else { return contacts }
        return contacts.mapValues { contacts in
            contacts.map { contact in
                guard contact.result == .silent || contact.result == .undecided, !isReached(contact) else {
                    return contact
                }
                let about = speakers.filter { speaker in
                    speaker.remote.address == contact.remote.address
                        || speaker.isWithoutRoute
                            && (survey.isWalkedAlike(speaker, contact) || roads.isGateway(speaker, of: contact))
                }
                let speaker =
                    about.first { $0.vantage == contact.vantage }
                    ?? about.first { roads.areOne(from: $0.vantage, contact.vantage, to: $0.remote.address, survey) }
                if let speaker { return contact.spokenFor(by: speaker) }
                var contact = contact
                contact.isDisputed = about.contains {
                    !roads.areKnown(from: $0.vantage, contact.vantage, to: $0.remote.address, survey)
                }
                return contact
            }
        }
    }

    private var isRoutingError: Bool {
        guard case .rejected(let icmp) = result, !icmp.offenderIsLocal else { return false }
        switch icmp.meaning {
        case .netUnreachable, .hostUnreachable, .hopLimitExceeded: return true
        default: return false
        }
    }

    /// A router without a route for one address has seldom one for another that goes the same way.
    fileprivate var isWithoutRoute: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return icmp.meaning == .netUnreachable
    }

    private func spokenFor(by speaker: Contact) -> Contact {
        var contact = self
        contact.result = speaker.result
        contact.speaker = speaker.vantage
        contact.attempts += speaker.decisive
        return contact
    }
}

extension Survey {
    /// Whether the walks to both end behind the same router.
    fileprivate func isWalkedAlike(_ one: Contact, _ other: Contact) -> Bool {
        let last = [one, other].map { contact in
            walks(to: contact).lazy.compactMap { $0.evidence.walk.lastRouter?.address }.first
        }
        return last[0] != nil && last[0] == last[1]
    }
}

extension Roads {
    /// Whether the router that spoke is the first one on the way of both.
    fileprivate func isGateway(_ speaker: Contact, of contact: Contact) -> Bool {
        guard case .rejected(let icmp) = speaker.result, let offender = icmp.offender else { return false }
        return [speaker, contact].allSatisfy { taken(by: .host, to: $0.remote.address)?.lookup.gateway == offender }
    }

    /// Whether packets from both vantages leave this device the same way, as far as its kernel said so.
    func areOne(from one: Vantage, _ other: Vantage, to address: IPAddress, _ survey: Survey) -> Bool {
        guard let first = way(from: one, to: address, survey), let second = way(from: other, to: address, survey) else {
            return false
        }
        return first.error == nil && second.error == nil && first.interface == second.interface
            && first.gateway == second.gateway
    }

    /// Whether packets from a vantage leave this device by the same gateway and with the same source for both.
    ///
    /// Nothing where its kernel was not asked. What lies on a link needs no gateway, and tells nothing of one.
    func areOne(from vantage: Vantage, to one: IPAddress, _ other: IPAddress, in survey: Survey) -> Bool? {
        guard let first = way(from: vantage, to: one, survey), let second = way(from: vantage, to: other, survey) else {
            return nil
        }
        // A modem's default route has no gateway.
        let leadsOn = first.gateway != nil || first.route.map { $0.length <= 1 } ?? false
        return first.error == nil && second.error == nil && leadsOn
            && (first.interface, first.gateway, first.source) == (second.interface, second.gateway, second.source)
    }

    /// Whether the kernel said of both which way their packets take.
    func areKnown(from one: Vantage, _ other: Vantage, to address: IPAddress, _ survey: Survey) -> Bool {
        [one, other].allSatisfy { way(from: $0, to: address, survey) != nil }
    }

    private func way(from vantage: Vantage, to address: IPAddress, _ survey: Survey) -> RouteLookup? {
        if vantage == .host { return taken(by: .host, to: address)?.lookup }
        let networks = survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks)
        guard let network = networks.first(where: { $0.vantage == vantage }) else { return nil }
        return taken(by: .container(network: network.name), to: address)?.lookup
    }
}

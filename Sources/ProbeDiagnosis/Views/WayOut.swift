import ProbeCore
import ProbeEvidence

/// Whether this device's own part of the way to somewhere is seen to lead on.
///
/// A silence is the site's doing for certain only where a router beyond this device answered a walk there, or something else
/// did past the same gateway. Else the gateway may be nobody's, or somebody's who forwards nothing; and this device may be
/// what loses the answers.
struct WayOut {
    let scene: Scene

    func leads(to contact: Contact) -> Bool {
        isWalked(to: contact) || leads(to: contact.remote.address, from: contact.vantage)
    }

    /// A router on the way answered, or the far end on another port.
    func isWalked(to contact: Contact) -> Bool {
        isAnswered(scene.survey.walks(to: contact).flatMap(\.evidence.walks), from: contact.vantage)
    }

    /// By one of a look-up's resolvers, if by none of them an answer came.
    func leads(toResolversOf lookup: Lookup) -> Bool {
        let servers = Set(lookup.evidence.servers.map(\.server.address))
        let walks = scene.survey.seen(WalkToResolvers.self, from: lookup.vantage).flatMap(\.evidence.walks)
            .filter { servers.contains($0.remote.address) }
        return isAnswered(walks, from: lookup.vantage)
            || servers.contains { leads(to: $0, from: lookup.vantage) }
    }

    /// Something else answered that is reached by the same way; of several next hops nobody knows which one it took.
    private func leads(to address: IPAddress, from vantage: Vantage) -> Bool {
        guard !isSpread(address) else { return false }
        let contacts = scene.contacts(from: vantage).filter(\.cameBack).map(\.remote.address)
        let resolvers = scene.lookups(from: vantage).flatMap(\.evidence.servers).filter { server in
            server.answers.contains { $0.result == .answered }
        }.map(\.server.address)
        if contacts.contains(address) || resolvers.contains(address) { return true }
        return contacts.contains { scene.roads.areOne(from: vantage, to: address, $0, in: scene.survey) ?? true }
            || resolvers.contains { scene.roads.areOne(from: vantage, to: address, $0, in: scene.survey) ?? false }
    }

    private func isSpread(_ address: IPAddress) -> Bool {
        guard let lookup = scene.roads.taken(by: .host, to: address)?.lookup else { return false }
        return scene.routes?.evidence.routes.contains {
            $0.otherHops != nil && $0.destination == lookup.route && $0.table == lookup.table
        } ?? false
    }

    /// Somebody beyond this device answered, whichever port was walked to; a container meets its host first.
    private func isAnswered(_ walks: [HopWalk], from vantage: Vantage) -> Bool {
        let own = vantage == .host ? 0 : 1
        return walks.contains { walk in
            walk.hops.contains { hop in
                hop.answer != .silent && hop.limit > own && !scene.isOwn(hop.address)
                    && !(hop.icmp?.offenderIsLocal ?? false)
            }
        }
    }
}

extension Contact {
    /// Something came back from beyond this device.
    var cameBack: Bool {
        switch result {
        case .answered, .refused: true
        case .rejected(let icmp): !icmp.offenderIsLocal
        case .unreachable: true
        case .denied, .silent, .undecided, .droppedLocally: false
        }
    }
}

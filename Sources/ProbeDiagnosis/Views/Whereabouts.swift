import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Where on the path something sits, from two walks that differ in the port alone.
///
/// A router looks at the hop limit before its filter, so what hop N filters first shows at hop limit N + 1: the place is
/// always "between hop N and the next". A hop that answers nobody is no filter, so the control walk gives the far end of
/// the gap.
struct Whereabouts {
    let location: Finding.Location
    let proofs: [Finding.Proof]
    /// Who sent an ICMP error, as in: hop 2 (10.1.0.1).
    private(set) var sender: Sentence?

    /// After which hop the SYNs to a contact vanish.
    init(ofSilenceAt contact: Contact, in survey: Survey) {
        guard let seen = survey.walks(to: contact).first else {
            self.init(location: .unknown, proofs: [])
            return
        }
        let (walk, control) = (seen.evidence.walk, seen.evidence.control)
        // Another packet from the same device got there: where the silent ones vanish, this walk does not show.
        if walk.remote == contact.remote, let end = walk.end, end.answer == .accepted {
            self.init(
                location: .unknown,
                proofs: [
                    Finding.Proof(
                        seen.index,
                        """
                        a SYN from \(seen.vantage.asPlace) to \(walk.remote) with hop limit \(end.limit), from another source \
                        port, is accepted
                        """)
                ])
            return
        }
        let last = walk.lastRouter
        let beyond = control?.hops.first { $0.limit > (last?.limit ?? 0) && $0.answer != .silent }
        guard last != nil || beyond != nil else {
            self.init(
                location: .unknown,
                proofs: [
                    Finding.Proof(
                        seen.index, "no router on the way from \(seen.vantage.asPlace) answers for \(walk.remote)")
                ])
            return
        }
        var shows: Sentence =
            last.map { last in
                """
                a SYN from \(seen.vantage.asPlace) to \(walk.remote) with hop limit \(last.limit) is answered by \
                \(last.name), none with a higher limit
                """
            } ?? "no SYN from \(seen.vantage.asPlace) to \(walk.remote) is answered from any hop"
        var location = Self.location(after: last, before: beyond.map { (control ?? walk).title(of: $0) })
        if let control, let beyond {
            let name = control.title(of: beyond)
            shows = "\(shows); on port \(control.remote.port) \(name) answers"
            switch beyond.answer {
            case .router:
                location.contrast = "on port \(control.remote.port) the same walk gets through: \(name) answers"
            case .rejected: break
            case .accepted, .refused, .silent:
                location.contrast = "on port \(control.remote.port) the same walk gets through: the far end answers"
            }
        }
        self.init(location: location, proofs: [Finding.Proof(seen.index, shows)])
    }

    /// Between which hops a RST to a contact is made, where it comes from nearer than the control port's answer.
    init?(ofResetAt contact: Contact, in survey: Survey) {
        for seen in survey.walks(to: contact) where seen.evidence.walk.remote == contact.remote {
            let walk = seen.evidence.walk
            guard let end = walk.end, end.answer == .refused, let control = seen.evidence.control,
                let far = control.end, end.limit < far.limit, !control.meetsTarget(at: end.limit)
            else { continue }
            let before = walk.hops.last { $0.answer == .router && $0.limit < end.limit }
            let next = control.hops.first { $0.limit >= end.limit && $0.address != nil }
            self.init(
                location: Self.location(after: before, before: (next ?? end).title),
                proofs: [
                    Finding.Proof(
                        seen.index,
                        """
                        a SYN from \(seen.vantage.asPlace) to \(walk.remote) is reset at hop limit \(end.limit) already, one \
                        to port \(control.remote.port) needs \(far.limit) to arrive
                        """)
                ])
            return
        }
        return nil
    }

    /// The sender of an ICMP error, with its place on the walk where it has one.
    init(of icmp: ICMPError, at contact: Contact, in survey: Survey) {
        guard let offender = icmp.offender else {
            self.init(location: .unknown, proofs: [])
            return
        }
        let walks = survey.walks(to: contact).flatMap(\.evidence.walks)
        let hop =
            walks.lazy.compactMap { $0.hop(of: offender) }.first ?? Self.hop(of: icmp, at: contact, in: survey)
            ?? (Self.isGateway(offender, of: contact, in: survey) ? 1 : nil)
        self.init(sender: hop.map { "hop \($0) (\(offender))" } ?? "\(offender)", address: offender, hop: hop)
    }

    /// The first hop is the route's gateway, whether or not a walk got an answer from it.
    private static func isGateway(_ offender: IPAddress, of contact: Contact, in survey: Survey) -> Bool {
        contact.vantage == .host
            && survey.seen(LookUpRoutes.self, from: .host).flatMap(\.evidence.lookups).contains {
                $0.packet == .host && $0.destination == contact.remote.address && $0.gateway == offender
            }
    }

    /// A router that rations its errors may have none left for a walk: how far its one message came tells its place, where
    /// that is the next one after the last router that answered.
    private static func hop(of icmp: ICMPError, at contact: Contact, in survey: Survey) -> Int? {
        let distances = contact.attempts.map(\.attempt).filter { $0.icmp == icmp }.compactMap(\.icmpHops)
        guard let distance = distances.first, Set(distances).count == 1 else { return nil }
        // A container counts its host as a hop.
        let own = distance - depth(of: contact.speaker ?? contact.vantage) + depth(of: contact.vantage)
        let last =
            survey.walks(to: contact).flatMap(\.evidence.walks)
            .compactMap(\.lastRouter).map(\.limit).max() ?? 0
        return own == last + 1 ? own : nil
    }

    private static func depth(of vantage: Vantage) -> Int { vantage == .host ? 0 : 1 }

    /// Where packets begin to circle: the first router that a walk meets twice; whoever gave up, where no walk shows it.
    init(ofLoopTo contact: Contact, reportedBy icmp: ICMPError, in survey: Survey) {
        let circling = survey.walks(to: contact).lazy.compactMap { seen -> HopWalk.Hop? in
            let routers = seen.evidence.walk.hops.filter { $0.answer == .router && $0.address != nil }
            return routers.first { hop in routers.contains { $0.address == hop.address && $0.limit > hop.limit } }
        }.first
        guard let circling, let address = circling.address else {
            self.init(of: icmp, at: contact, in: survey)
            return
        }
        self.init(sender: circling.title, address: address, hop: circling.limit)
    }

    /// Whether the control walk shows that the far end is as near as the RST: then nothing in between can have made it.
    static func isFarEnd(_ contact: Contact, in survey: Survey) -> Bool {
        survey.walks(to: contact).contains { seen in
            guard seen.evidence.walk.remote == contact.remote, let end = seen.evidence.walk.end,
                let control = seen.evidence.control, let far = control.end
            else { return false }
            return end.answer == .refused && (end.limit >= far.limit || control.meetsTarget(at: end.limit))
        }
    }

    private init(location: Finding.Location, proofs: [Finding.Proof]) {
        self.location = location
        self.proofs = proofs
    }

    private init(sender: Sentence, address: IPAddress, hop: Int?) {
        self.init(
            location: Finding.Location(kind: .hop, address: address, hop: hop, text: "at \(sender)"), proofs: [])
        self.sender = sender
    }

    private static func location(after last: HopWalk.Hop?, before next: Sentence?) -> Finding.Location {
        let start = last?.title ?? "this device"
        guard let next else {
            return Finding.Location(kind: .hop, address: last?.address, hop: last?.limit, text: "at or after \(start)")
        }
        return Finding.Location(
            kind: .hop, address: last?.address, hop: last?.limit, text: "between \(start) and \(next)")
    }
}

extension HopWalk {
    /// How many hops away the sender of an answer is.
    ///
    /// Time exceeded comes from the hop itself. A router that rejects answers every higher hop limit as well, so its place
    /// is known only where the hop before it answered.
    fileprivate func hop(of address: IPAddress) -> Int? {
        if let router = hops.first(where: { $0.answer == .router && $0.address == address }) { return router.limit }
        guard let rejecting = hops.first(where: { $0.answer == .rejected && $0.address == address }) else { return nil }
        return isPlaced(rejecting) ? rejecting.limit : nil
    }

    /// The target has the address there already, and passes the port on to somebody behind it, such as a container.
    fileprivate func meetsTarget(at limit: Int) -> Bool {
        hops.contains { $0.limit == limit && $0.address == remote.address }
    }

    private func isPlaced(_ hop: Hop) -> Bool {
        hop.answer != .rejected || hop.limit == 1 || hops.contains { $0.limit == hop.limit - 1 && $0.answer == .router }
    }

    fileprivate func title(of hop: Hop) -> Sentence { isPlaced(hop) ? hop.title : hop.name }
}

extension HopWalk.Hop {
    /// As in: hop 2 (10.1.0.1).
    var title: Sentence { address.map { "hop \(limit) (\($0))" } ?? "hop \(limit)" }

    fileprivate var name: Sentence { address.map { "\($0)" } ?? "a router" }
}

extension Vantage {
    /// Where something was measured from, as a noun.
    var asPlace: SentenceArgument { self == .host ? .worded("this host", .term) : .vantage(self) }
}

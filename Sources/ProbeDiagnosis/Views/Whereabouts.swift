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

    /// After which hop the SYNs to a contact vanish.
    init(ofSilenceAt contact: Contact, in survey: Survey) {
        guard let seen = survey.walks(to: contact).first else {
            self.init(location: .unknown, proofs: [])
            return
        }
        let (walk, control) = (seen.evidence.walk, seen.evidence.control)
        let last = walk.lastRouter
        let beyond = control?.hops.first { $0.limit > (last?.limit ?? 0) && $0.answer != .silent }
        guard last != nil || beyond != nil else {
            self.init(
                location: .unknown,
                proofs: [Finding.Proof(seen.index, "no router on the way answers for \(walk.remote)")])
            return
        }
        var shows: Sentence =
            last.map { last in
                """
                a SYN to \(walk.remote) with hop limit \(last.limit) is answered by \(last.name), none with a higher limit
                """
            } ?? "no SYN to \(walk.remote) is answered from any hop"
        var location = Self.location(after: last, before: beyond)
        if let control, let beyond {
            shows = "\(shows); on port \(control.remote.port) \(beyond.title) answers"
            location.contrast =
                beyond.answer == .router
                ? "on port \(control.remote.port) the same walk gets through: \(beyond.title) answers"
                : "on port \(control.remote.port) the same walk gets through: the far end answers"
        }
        self.init(location: location, proofs: [Finding.Proof(seen.index, shows)])
    }

    /// Between which hops a RST to a contact is made, where it comes from nearer than the control port's answer.
    init?(ofResetAt contact: Contact, in survey: Survey) {
        for seen in survey.walks(to: contact) where seen.evidence.walk.remote == contact.remote {
            let walk = seen.evidence.walk
            guard let end = walk.end, end.answer == .refused, let control = seen.evidence.control,
                let far = control.end, end.limit < far.limit
            else { continue }
            let before = walk.hops.last { $0.answer == .router && $0.limit < end.limit }
            let next = control.hops.first { $0.limit >= end.limit && $0.address != nil }
            self.init(
                location: Self.location(after: before, before: next ?? end),
                proofs: [
                    Finding.Proof(
                        seen.index,
                        """
                        a SYN to \(walk.remote) is reset at hop limit \(end.limit) already, one to port \
                        \(control.remote.port) needs \(far.limit) to arrive
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
        let hop = survey.walks(to: contact).lazy.flatMap { seen in
            seen.evidence.walk.hops + (seen.evidence.control?.hops ?? [])
        }.first { $0.answer == .router && $0.address == offender }
        self.init(
            location: Finding.Location(
                kind: .hop, address: offender, hop: hop?.limit,
                text: hop.map { "hop \($0.limit) (\(offender))" } ?? "\(offender)"),
            proofs: [])
    }

    /// Whether the control walk shows that the far end is as near as the RST: then nothing in between can have made it.
    static func isFarEnd(_ contact: Contact, in survey: Survey) -> Bool {
        survey.walks(to: contact).contains { seen in
            guard seen.evidence.walk.remote == contact.remote, let end = seen.evidence.walk.end,
                let far = seen.evidence.control?.end
            else { return false }
            return end.answer == .refused && end.limit >= far.limit
        }
    }

    private init(location: Finding.Location, proofs: [Finding.Proof]) {
        self.location = location
        self.proofs = proofs
    }

    private static func location(after last: HopWalk.Hop?, before next: HopWalk.Hop?) -> Finding.Location {
        let start = last?.title ?? "this device"
        guard let next else {
            return Finding.Location(kind: .hop, address: last?.address, hop: last?.limit, text: "at or after \(start)")
        }
        return Finding.Location(
            kind: .hop, address: last?.address, hop: last?.limit, text: "between \(start) and \(next.title)")
    }
}

extension HopWalk.Hop {
    /// As in: hop 2 (10.1.0.1).
    fileprivate var title: Sentence { address.map { "hop \(limit) (\($0))" } ?? "hop \(limit)" }

    fileprivate var name: Sentence { address.map { "\($0)" } ?? "a router" }
}

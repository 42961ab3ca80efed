import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Why the hop limit of a packet was used up on the way, where it was not because it went in circles.
enum SpentLimit {
    /// The kernel's own setting is smaller than the way is long, as far as a walk with larger ones tells.
    case setting(Survey.Seen<ReadForwarding>, limit: Int, needed: HopWalk.Hop?)
    /// A rule of this device sets it.
    case rule(Survey.Walked, PacketWalk.HopLimit)
    /// One router gives up whatever limit a packet is sent with: somebody before it sets another.
    case rewritten(Survey.Seen<WalkHops>, by: HopWalk.Hop)

    /// More hops than a way through the internet has: what is larger is full enough.
    static let full = 32
}

extension Scene {
    /// Nothing where its hop limit was not used up, or where nothing is seen that made it small.
    func spentLimit(of contact: Contact) -> SpentLimit? {
        guard contact.isSpent || contact.result == .silent else { return nil }
        if contact.isSpent, let rule = hopLimitRule(for: contact) { return rule }
        if contact.vantage == .host, contact.remote.address.family == .v4, let (settings, limit) = smallHopLimit {
            let end = survey.walks(to: contact).lazy.map(\.evidence.walk).filter { $0.remote == contact.remote }
                .compactMap(\.end).first
            if let end, end.limit > limit { return .setting(settings, limit: limit, needed: end) }
            if contact.isSpent, end == nil { return .setting(settings, limit: limit, needed: nil) }
        }
        guard contact.isSpent else { return nil }
        return survey.walks(to: contact).lazy.filter { $0.evidence.walk.remote == contact.remote }.compactMap { seen in
            seen.evidence.walk.rewriter.map { .rewritten(seen, by: $0) }
        }.first
    }

    /// The host's own, where it is smaller than any that a system comes with.
    var smallHopLimit: (Survey.Seen<ReadForwarding>, limit: Int)? {
        survey.seen(ReadForwarding.self, from: .host).lazy.compactMap { seen in
            seen.evidence.hopLimit.flatMap { $0 < SpentLimit.full ? (seen, limit: $0) : nil }
        }.first
    }

    private func hopLimitRule(for contact: Contact) -> SpentLimit? {
        survey.walksToServices.lazy.compactMap { walked in
            let isOwn: Bool
            switch walked.walk.origin {
            case .host: isOwn = contact.vantage == .host
            case .container: isOwn = contact.vantage != .host
            case .answer, .bound: isOwn = false
            }
            guard isOwn, walked.walk.remote == contact.remote, let limit = walked.walk.hopLimit,
                limit.limit.map({ $0 < SpentLimit.full }) ?? true
            else { return nil }
            return .rule(walked, limit)
        }.first
    }
}

extension Contact {
    /// A router says that the hop limit of what was sent there was used up.
    var isSpent: Bool {
        guard case .rejected(let icmp) = result else { return false }
        return !icmp.offenderIsLocal && icmp.meaning == .hopLimitExceeded
    }
}

extension HopWalk {
    /// Several routers answer, each for other hop limits: nobody before them sets one and the same.
    var isLed: Bool { Set(hops.filter { $0.answer == .router }.compactMap(\.address)).count > 1 }

    /// The one router that answers for the smallest hop limits and for larger ones alike.
    fileprivate var rewriter: Hop? {
        let routers = hops.filter { $0.answer == .router }
        guard end == nil, routers.count > 2, let first = routers.first, first.limit == 1,
            routers.allSatisfy({ $0.address == first.address })
        else { return nil }
        return first
    }
}

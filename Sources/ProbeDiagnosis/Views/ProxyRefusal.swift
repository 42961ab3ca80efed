import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A tunnel that a proxy was asked for and did not open.
struct ProxyRefusal {
    let ascent: Ascent
    let tunnel: Survey.Seen<OpenTunnel>
    /// What was said of the name to this device itself, where somebody speaks for its zone.
    let denial: Denial?
    private let resolvesOthers: Bool
    /// This device, or a resolver outside, has an address for the name.
    private let exists: Bool

    init?(_ ascent: Ascent, in scene: Scene) {
        guard ascent.ladder.state == .failed(.tunnel), let tunnel = ascent.seen(OpenTunnel.self) else { return nil }
        self.ascent = ascent
        self.tunnel = tunnel
        denial = scene.denials.first {
            $0.lookup.host == ascent.endpoint.host && $0.lookup.vantage == ascent.vantage && $0.failure == .nxdomain
                && !$0.isFiltered && ($0.parentZone != nil || $0.controlAgrees)
        }
        exists = scene.lookups.contains { lookup in
            lookup.host == ascent.endpoint.host
                && (!lookup.evidence.addresses.isEmpty || lookup.controlKnows)
        }
        resolvesOthers = scene.ascents(from: ascent.vantage).contains {
            $0.endpoint.host != ascent.endpoint.host && $0.seen(OpenTunnel.self)?.evidence.isOpen ?? false
        }
    }

    /// The proxy's answer, with its own word where it has one; nothing where it hung up.
    var answer: Sentence? {
        tunnel.evidence.answer.map { answer in
            tunnel.evidence.reason.map {
                "CONNECT \(ascent.place) is answered with HTTP \(answer.status), for which the proxy's word is \($0.word)"
            } ?? "CONNECT \(ascent.place) is answered with HTTP \(answer.status)"
        }
    }

    /// The proxy finds no address for the name, though it does for others: there is none.
    ///
    /// A gateway error without a reason says as much where this device was told itself that there is no such name. Of names that
    /// exist for everybody it is known that they do.
    var isOfName: Bool {
        guard !ascent.endpoint.host.isOfEverybody, !exists else { return false }
        switch tunnel.evidence.reason?.0 {
        case .nameUnknown: return resolvesOthers || denial != nil
        case .unreachable, .denied: return false
        case nil: return denial != nil && (tunnel.evidence.answer.map { (500..<600).contains($0.status) } ?? false)
        }
    }
}

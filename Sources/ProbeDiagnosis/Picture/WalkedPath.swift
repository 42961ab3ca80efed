import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The hops that walks found, merged from the walk to the port in question and the one to the control port.
struct WalkedPath {
    struct Hop {
        let limit: Int
        let address: IPAddress?
    }

    private(set) var hops: [Hop] = []
    /// The last hop is the one before the end.
    private(set) var arrives = true
    /// How many of the first hops are this device.
    private(set) var ownHops = 0

    /// The walk that the finding's place is counted in; else one that it refers to, from its first vantage, or any.
    init(_ survey: Survey, _ finding: Finding?) {
        let walked = survey.seen(WalkHops.self)
        let cited = Set(finding?.evidence.map(\.observation) ?? [])
        let candidates =
            (walked.filter { cited.contains($0.index) } + walked.filter { $0.vantage == finding?.vantages.first }
            + walked.filter { $0.vantage == .host } + walked).map { WalkedPath($0) }
        // A container counts one hop more than the host: the device itself.
        self = candidates.first { $0.agrees(with: finding?.location) } ?? candidates.first ?? WalkedPath()
    }

    private init() {}

    private func agrees(with location: Finding.Location?) -> Bool {
        guard let hop = location?.hop, let address = location?.address else { return true }
        return hops.contains { $0.limit == hop && $0.address == address }
    }

    private init(_ seen: Survey.Seen<WalkHops>) {
        ownHops = seen.vantage == .host ? 0 : 1
        var addresses: [Int: IPAddress] = [:]
        var end: Int?
        for hop in seen.evidence.walk.hops + (seen.evidence.control?.hops ?? []) where (1...64).contains(hop.limit) {
            switch hop.answer {
            case .accepted, .refused: end = min(end ?? hop.limit, hop.limit)
            case .router, .rejected: addresses[hop.limit] = addresses[hop.limit] ?? hop.address
            default: break
            }
        }
        arrives = end != nil
        let last = end.map { $0 - 1 } ?? addresses.keys.max() ?? 0
        guard last > 0 else { return }
        hops = (1...last).map { Hop(limit: $0, address: addresses[$0]) }
    }
}

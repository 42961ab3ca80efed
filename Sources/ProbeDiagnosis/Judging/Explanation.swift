import ProbeCore
import ProbeFindings

/// Which findings account for which others.
///
/// A finding is a symptom when another one explains its cause and reaches its subject; and of two that claim to stop the
/// same endpoint the lower layer wins, because a connection ends at one rung only. What lists the other in vain loses no
/// rank: a symptom is never explained by something less severe, or an error would vanish behind a remark. A symptom that
/// was seen everywhere is explained by those together that explain each place it was seen at.
struct Explanation {
    private let claims: [Claim]
    /// For claims of everything, those that explain them together.
    private let together: [Int: Set<Int>]

    init(of claims: [Claim]) {
        self.claims = claims
        let wide = claims.indices.filter { !claims[$0].finding.parts.isEmpty }
        together = Dictionary(
            uniqueKeysWithValues: wide.compactMap { index in
                Self.sharers(of: claims[index], among: claims).map { (index, $0) }
            })
    }

    /// Who explains a claim of everything, each some of its parts; nothing where a part is left that nobody explains.
    private static func sharers(of wide: Claim, among claims: [Claim]) -> Set<Int>? {
        var sharers: Set<Int> = []
        for part in wide.finding.parts {
            var narrow = wide
            narrow.finding.subject = part
            let mine = claims.indices.filter { claims[$0].explains(narrow) }
            guard !mine.isEmpty else { return nil }
            sharers.formUnion(mine)
        }
        return sharers
    }

    /// The findings that nothing explains, each with what it accounts for, directly or through its symptoms.
    var roots: [Finding] {
        let edges = edges
        var open = Set(claims.indices)
        var roots: [Int] = []
        while !open.isEmpty {
            let explained = Set(open.flatMap { edges[$0] })
            var found = open.subtracting(explained).sorted()
            // Three rules that explain each other in a ring leave no root; the lowest layer is one then.
            if found.isEmpty { found = [open.min { precedes($0, $1) }].compactMap { $0 } }
            roots += found
            open.subtract(found)
            for root in found { open.subtract(reach(of: root, edges)) }
        }
        return roots.sorted().map { root in
            var finding = claims[root].finding
            let symptoms = reach(of: root, edges).subtracting(roots).map { claims[$0].finding.cause }
            // Told what it explains, and by whom it is explained, nobody asks for its parts any more.
            finding.parts = []
            finding.explains = Set(symptoms).subtracting([finding.cause]).sorted { $0.rawValue < $1.rawValue }
            return finding
        }
    }

    /// For each claim those that it accounts for, looked for among the causes and ports that come into question only.
    private var edges: [[Int]] {
        let ofCause = Dictionary(grouping: claims.indices) { claims[$0].finding.cause }
        let atPort = Dictionary(grouping: claims.indices.filter { claims[$0].finding.cause.stopsConnections }) {
            index in
            let finding = claims[index].finding
            return Place(port: finding.subject.port, vantage: finding.vantages.first)
        }
        return claims.indices.map { from in
            let (rule, finding) = (claims[from].rule, claims[from].finding)
            let symptoms = Set(rule.explains + finding.explains).flatMap { ofCause[$0] ?? [] }
            var rivals: [Int] = []
            if finding.subject.port != nil, finding.cause.stopsConnections {
                rivals = (finding.vantages + [nil]).uniqued.flatMap { vantage in
                    atPort[Place(port: finding.subject.port, vantage: vantage)] ?? []
                }
            }
            let swept = finding.cause.stopsConnections ? ofCause[.registryDataEndpointBlocked] ?? [] : []
            return Set(symptoms + rivals + swept).sorted().filter { isEdge(from, $0) }
        }
    }

    private struct Place: Hashable {
        let port: UInt16?
        /// One of those that the finding was seen from; nothing where there is none.
        let vantage: Vantage?
    }

    private func isEdge(_ from: Int, _ to: Int) -> Bool {
        guard from != to else { return false }
        if claims[from].explains(claims[to]) || together[to]?.contains(from) == true || sweeps(from, to) {
            return !claims[to].explains(claims[from]) || precedes(from, to)
        }
        return isRival(from, to) && !claims[to].explains(claims[from])
    }

    /// What stops everything that was planned, stops what a registry named during the run as well: that may be tried over
    /// IPv4 alone, where the registry itself is reached over IPv6.
    private func sweeps(_ from: Int, _ to: Int) -> Bool {
        let (wide, named) = (claims[from].finding, claims[to].finding)
        return named.cause == .registryDataEndpointBlocked && !named.parts.isEmpty && wide.cause.stopsConnections
            && wide.severity >= named.severity && Scope(of: wide).isWholeVantage && Scope(of: wide).contains(named)
    }

    /// Both claim to stop the same endpoint, and the first sits lower.
    private func isRival(_ lower: Int, _ upper: Int) -> Bool {
        let (lower, upper) = (claims[lower].finding, claims[upper].finding)
        return lower.subject.port != nil && lower.subject.port == upper.subject.port && lower.cause.stopsConnections
            && upper.cause.stopsConnections && lower.cause.layer < upper.cause.layer
            && lower.severity >= upper.severity && Scope(of: lower).contains(upper)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        (claims[left].finding.cause.layer, left) < (claims[right].finding.cause.layer, right)
    }

    private func reach(of root: Int, _ edges: [[Int]]) -> Set<Int> {
        var reached: Set<Int> = []
        var frontier = edges[root]
        while let next = frontier.popLast() {
            guard next != root, reached.insert(next).inserted else { continue }
            frontier += edges[next]
        }
        return reached
    }
}

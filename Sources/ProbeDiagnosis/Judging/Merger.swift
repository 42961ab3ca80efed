import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Makes one finding of equal ones: seen from several vantages, or about endpoints that share the name or address at fault.
struct Merger {
    /// The vantages as the survey has them.
    private let order: [Vantage]

    init(order: [Vantage]) { self.order = order }

    /// What was merged from which findings: these still have what the one has lost because they differ in it.
    typealias Merged = (finding: Finding, members: [Finding])

    func merged(_ findings: [Finding]) -> [Merged] {
        var groups: [[Finding]] = []
        for finding in findings {
            if let index = groups.firstIndex(where: { group in group.contains { isEqual($0, finding) } }) {
                groups[index].append(finding)
            } else {
                groups.append([finding])
            }
        }
        return groups.compactMap { group in merge(group).map { ($0, group) } }
    }

    private func merge(_ group: [Finding]) -> Finding? {
        guard var merged = group.first else { return nil }
        // The more severe one speaks, then the surer one, then the first.
        let leader = group.dropFirst().reduce(merged) { leader, finding in
            (finding.severity, finding.claim) > (leader.severity, leader.claim) ? finding : leader
        }
        for finding in group.dropFirst() { merged = union(merged, finding) }
        // A container counts its host as a hop; people count from the host.
        if leader.location.kind == .hop, let asFromHost = group.first(where: { isSame($0, leader, from: .host) }) {
            merged.location = asFromHost.location
            merged.summary = asFromHost.summary
        }
        let others = Set(group.compactMap(\.subject.port)).subtracting([leader.subject.port].compactMap(\.self))
            .sorted()
        let hosts = group.compactMap(\.subject.host).uniqued.filter { $0 != leader.subject.host }
        if leader.cause == .proxyDenied, leader.subject.host != nil, !hosts.isEmpty {
            merged.summary = "\(merged.summary) The same for \(hosts)."
        } else if leader.subject.port != nil, !others.isEmpty {
            merged.summary = "\(merged.summary) The same on \(.port, others)."
        }
        return merged
    }

    /// The same claim by another vantage, no less sure.
    private func isSame(_ finding: Finding, _ leader: Finding, from vantage: Vantage) -> Bool {
        finding.vantages.contains(vantage) && finding.subject == leader.subject && finding.location.kind == .hop
            && finding.claim >= leader.claim
    }

    private func isEqual(_ left: Finding, _ right: Finding) -> Bool {
        guard left.cause == right.cause, left.owner == right.owner, left.subject.process == right.subject.process,
            agree(left.location.address, right.location.address), agree(left.location.culprit, right.location.culprit)
        else { return false }
        let (a, b) = (left.subject, right.subject)
        switch left.cause.reach {
        case .site: return true
        case .name: return a.host == b.host && agree(a.address, b.address)
        case .address: return a.address == b.address && (a.address != nil || a.host == b.host) && a.via == b.via
        case .port: return a.host == b.host && a.address == b.address && a.port == b.port && a.via == b.via
        case .endpoint:
            return a.host == b.host && a.address == b.address && a.port == b.port && a.via == b.via
                && a.transport == b.transport && a.resolver == b.resolver
        }
    }

    /// Equal, or one of them is not known.
    private func agree<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        left == nil || right == nil || left == right
    }

    private func union(_ first: Finding, _ second: Finding) -> Finding {
        // The more severe one speaks, then the surer one.
        let secondLeads = (second.severity, second.claim) > (first.severity, first.claim)
        let (leader, other) = secondLeads ? (second, first) : (first, second)
        var merged = leader
        merged.vantages = Set(first.vantages + second.vantages).sorted { rank($0) < rank($1) }
        merged.subject = common(leader.subject, other.subject)
        merged.evidence = Set(first.evidence + second.evidence).sorted {
            ($0.observation, $0.shows.english) < ($1.observation, $1.shows.english)
        }
        merged.explains = Set(first.explains + second.explains).sorted { $0.rawValue < $1.rawValue }
        if leader.location.kind == .unknown { merged.location = other.location }
        return merged
    }

    /// The members that both subjects share.
    private func common(_ left: Finding.Subject, _ right: Finding.Subject) -> Finding.Subject {
        func shared<Value: Equatable>(_ member: KeyPath<Finding.Subject, Value?>) -> Value? {
            left[keyPath: member] == right[keyPath: member] ? left[keyPath: member] : nil
        }
        return Finding.Subject(
            host: shared(\.host), address: shared(\.address), port: shared(\.port), transport: shared(\.transport),
            via: shared(\.via), resolver: asked(left.resolver, right.resolver), process: shared(\.process))
    }

    /// The resolver that both are about; the engine's own only hands on what another says.
    private func asked(_ left: SocketAddress?, _ right: SocketAddress?) -> SocketAddress? {
        if left == right { return left }
        if left?.address == VantageOrigin.engineResolver { return right }
        return right?.address == VantageOrigin.engineResolver ? left : nil
    }

    private func rank(_ vantage: Vantage) -> Int { order.firstIndex(of: vantage) ?? order.count }
}

extension Finding.Confidence: Comparable {
    private var weight: Int {
        switch self {
        case .possible: 0
        case .likely: 1
        case .certain: 2
        }
    }

    package static func < (left: Finding.Confidence, right: Finding.Confidence) -> Bool { left.weight < right.weight }
}

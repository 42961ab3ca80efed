import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Makes one finding of equal ones: seen from several vantages, or about endpoints that share the name or address at fault.
struct Merger {
    /// The vantages as the survey has them.
    private let ranks: [Vantage: Int]

    init(order: [Vantage]) {
        ranks = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What was merged from which findings: these still have what the one has lost because they differ in it.
    typealias Merged = (finding: Finding, members: [Finding])

    func merged(_ findings: [Finding]) -> [Merged] {
        var groups: [[Finding]] = []
        var akin: [Kin: [Int]] = [:]
        for finding in findings {
            let kin = Kin(of: finding)
            if let index = akin[kin]?.first(where: { groups[$0].contains { isEqual($0, finding) } }) {
                groups[index].append(finding)
            } else {
                akin[kin, default: []].append(groups.count)
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
        if group.count > 1 {
            for finding in group.dropFirst() { merged = union(merged, finding) }
            merged.vantages = Set(group.flatMap(\.vantages)).sorted { rank($0) < rank($1) }
            merged.evidence = sorted(group.flatMap(\.evidence).uniqued)
            merged.explains = Set(group.flatMap(\.explains)).sorted { $0.rawValue < $1.rawValue }
        }
        // A container counts its host as a hop; people count from the host.
        if leader.location.kind == .hop, let asFromHost = group.first(where: { isSame($0, leader, from: .host) }) {
            merged.location = asFromHost.location
            merged.summary = asFromHost.summary
        }
        let others = Set(group.compactMap(\.subject.port)).subtracting([leader.subject.port].compactMap(\.self))
            .sorted()
        let resolvers = group.compactMap(\.subject.resolver).uniqued.filter { resolver in
            !resolver.address.isLoopback && !leader.summary.names(resolver)
        }
        let hosts = group.compactMap(\.subject.host).uniqued.filter { $0 != leader.subject.host }
        if leader.cause == .proxyDenied, leader.subject.host != nil, !hosts.isEmpty {
            merged.summary = "\(merged.summary) The same for \(hosts)."
        } else if leader.subject.port != nil, !others.isEmpty {
            merged.summary = "\(merged.summary) The same on \(.port, others)."
        } else if leader.cause.isOfNames, leader.subject.resolver.map(leader.summary.names) ?? false, !resolvers.isEmpty
        {
            merged.summary =
                resolvers.count == 1
                ? "\(merged.summary) The same at the resolver \(resolvers)."
                : "\(merged.summary) The same at the resolvers \(resolvers)."
        }
        return merged
    }

    /// The same claim by another vantage, no less sure.
    private func isSame(_ finding: Finding, _ leader: Finding, from vantage: Vantage) -> Bool {
        finding.vantages.contains(vantage) && finding.subject == leader.subject && finding.location.kind == .hop
            && finding.claim >= leader.claim
    }

    /// What two findings that are merged have in common, but for what one of them may not know.
    private struct Kin: Hashable {
        private let cause: Cause
        private let owner: Owner
        /// The members of the subject as far as the cause reaches.
        private let subject: Finding.Subject

        init(of finding: Finding) {
            cause = finding.cause
            owner = finding.owner
            let full = finding.subject
            var subject = Finding.Subject(process: full.process)
            switch finding.cause.reach {
            case .site: break
            case .name: subject.host = full.host
            case .address:
                subject.address = full.address
                subject.host = full.address == nil ? full.host : nil
                subject.via = full.via
            case .port, .endpoint:
                subject.host = full.host
                subject.address = full.address
                subject.port = full.port
                subject.via = full.via
            }
            if finding.cause.reach == .endpoint {
                subject.transport = full.transport
                subject.resolver = full.resolver
            }
            self.subject = subject
        }
    }

    /// Of the same kin, where neither knows better.
    private func isEqual(_ left: Finding, _ right: Finding) -> Bool {
        agree(left.location.address, right.location.address) && agree(left.location.culprit, right.location.culprit)
            && (left.cause.reach != .name || agree(left.subject.address, right.subject.address))
    }

    /// Equal, or one of them is not known.
    private func agree<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        left == nil || right == nil || left == right
    }

    /// Whoever of both speaks, about what they share; what adds up is added once for the whole group.
    private func union(_ first: Finding, _ second: Finding) -> Finding {
        // The more severe one speaks, then the surer one.
        let secondLeads = (second.severity, second.claim) > (first.severity, first.claim)
        let (leader, other) = secondLeads ? (second, first) : (first, second)
        var merged = leader
        merged.subject = common(leader.subject, other.subject)
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

    private func rank(_ vantage: Vantage) -> Int { ranks[vantage] ?? ranks.count }

    /// What speaks for the cause before what it is compared with, each by observation, then by words, which are put together
    /// once for each.
    private func sorted(_ proofs: [Finding.Proof]) -> [Finding.Proof] {
        proofs.map { (proof: $0, words: $0.shows.english) }.sorted {
            ($0.proof.role, $0.proof.observation, $0.words) < ($1.proof.role, $1.proof.observation, $1.words)
        }.map(\.proof)
    }
}

extension Sentence {
    /// Whether a socket, or its address alone, is among what the sentence names.
    fileprivate func names(_ resolver: SocketAddress) -> Bool { arguments.contains { Self.names(resolver, in: $0) } }

    private static func names(_ resolver: SocketAddress, in argument: SentenceArgument) -> Bool {
        switch argument {
        case .socket(let socket): socket == resolver
        case .address(let address): address == resolver.address
        case .list(let values, _), .named(_, let values): values.contains { names(resolver, in: $0) }
        case .sentence(let sentence, _), .worded(let sentence, _): sentence.names(resolver)
        default: false
        }
    }
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

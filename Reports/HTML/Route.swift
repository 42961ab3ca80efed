import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The way from a container to the hub as a run saw it, and where the first finding says that it breaks.
struct Route: Hashable {
    struct Node: Hashable {
        enum Kind: Hashable {
            case containers, bridge, host, router, silent, elided, proxy, resolver, service
        }

        let kind: Kind
        let title: String
        /// A line each.
        var details: [String] = []
    }

    enum Breakage: Hashable {
        case none
        /// On the node: it sends what it should pass on elsewhere, or refuses it.
        case at(Int)
        /// Behind the node and before the next one.
        case after(Int)
        /// Nobody knows where, behind the node.
        case somewhere(Int)
    }

    private(set) var nodes: [Node] = []
    private(set) var breakage = Breakage.none
    /// The finding that is drawn, counted from one.
    let number: Int?
    let finding: Finding?
    let isProven: Bool

    init(_ report: Report) {
        let findings = report.diagnosis.findings
        let index = findings.firstIndex { $0.severity != .info }
        number = index.map { $0 + 1 }
        finding = index.map { findings[$0] }
        isProven = report.diagnosis.transports.contains { $0.usable == true }
        let vantages = report.survey.vantages
        let containers = vantages.filter { $0 != .host }
        if !containers.isEmpty {
            let shown = finding.map { finding in containers.filter(finding.vantages.contains) } ?? []
            let names = (shown.isEmpty ? containers : shown).map(\.description)
            // A namespace that somebody named is no engine's, and has no bridge that is known.
            let isEngines = containers.contains { !$0.description.hasPrefix("netns:") }
            if isEngines { nodes.append(Node(kind: .containers, title: "containers")) }
            nodes.append(
                Node(
                    kind: isEngines ? .bridge : .containers,
                    title: (isEngines ? "bridge" : "namespace") + (names.count == 1 ? "" : "s"),
                    details: names.count > 3 ? names.prefix(2) + ["and \(names.count - 2) more"] : names))
        }
        let host = nodes.count
        nodes.append(Node(kind: .host, title: "this device", details: [report.device.hostname]))
        if let proxy = Self.proxy(in: report, finding) {
            nodes.append(Node(kind: .proxy, title: "proxy", details: [proxy]))
            nodes.append(Self.destination(in: report, finding))
            breakage = finding.map { proxied($0, host: host) } ?? .none
            return
        }
        let walk = Walked(report, finding)
        let broken = finding?.location.hop
        let places = appendHops(walk, around: broken, host: host)
        nodes.append(Self.destination(in: report, finding))
        breakage = finding.map { direct($0, host: host, places: places, walk) } ?? .none
    }

    /// At most this many routers are drawn.
    private static let mostHops = 6

    /// Appends the hops and gives the nodes of their limits.
    private mutating func appendHops(_ walk: Walked, around broken: Int?, host: Int) -> [Int: Int] {
        var places: [Int: Int] = [0: host]
        var elided = 0
        for hop in walk.hops {
            // From a container the first hop is this device itself.
            if hop.limit <= walk.ownHops {
                places[hop.limit] = host
                continue
            }
            let distance = abs(hop.limit - (broken ?? 1))
            let isShown =
                walk.hops.count <= Self.mostHops || hop.limit == walk.ownHops + 1 || hop.limit == walk.hops.last?.limit
                || distance <= 1
            guard isShown else {
                elided += 1
                places[hop.limit] = nodes.count
                continue
            }
            appendElided(&elided)
            places[hop.limit] = nodes.count
            nodes.append(
                hop.address.map { Node(kind: .router, title: "hop \(hop.limit)", details: [$0]) }
                    ?? Node(kind: .silent, title: "hop \(hop.limit)", details: ["answers nobody"]))
        }
        appendElided(&elided)
        if !walk.arrives, !walk.hops.isEmpty { nodes.append(Node(kind: .elided, title: "…", details: ["not seen"])) }
        return places
    }

    private mutating func appendElided(_ count: inout Int) {
        guard count > 0 else { return }
        nodes.append(Node(kind: .elided, title: "\(count) more", details: ["hop\(count == 1 ? "" : "s")"]))
        count = 0
    }

    private func direct(_ finding: Finding, host: Int, places: [Int: Int], _ walk: Walked) -> Breakage {
        switch finding.location.kind {
        case .thisDevice: return .at(host)
        case .containerHost: return host > 0 ? .after(host - 1) : .at(host)
        case .unknown: return finding.vantages.contains(.host) || host == 0 ? .somewhere(host) : .somewhere(host - 1)
        case .hop:
            if let hop = finding.location.hop, let place = places[hop] {
                return Self.answers(finding.cause) ? .at(place) : .after(place)
            }
            if let address = finding.location.address?.description,
                let place = nodes.firstIndex(where: { $0.details.first == address })
            {
                return .at(place)
            }
            return .somewhere(host)
        }
    }

    private func proxied(_ finding: Finding, host: Int) -> Breakage {
        switch finding.location.kind {
        case .thisDevice: return .at(host)
        case .containerHost: return host > 0 ? .after(host - 1) : .at(host)
        case .hop, .unknown: break
        }
        switch finding.cause {
        case .proxyUnreachable: return .after(host)
        // Direct connections fail; what the drawing shows is the way that works.
        case .proxyRequired: return .none
        case .proxySchemeUnsupported, .proxyEnvMismatch: return .at(host)
        default: return finding.owner == .proxy ? .at(host + 1) : .somewhere(host)
        }
    }

    /// Whether the box at the location spoke up itself, instead of letting packets vanish behind it.
    private static func answers(_ cause: Cause) -> Bool {
        [.tcpAdminProhibited, .tcpRejectedICMP, .tcpHostUnreachable, .tcpNetUnreachable, .tcpLoop].contains(cause)
    }

    private static func proxy(in report: Report, _ finding: Finding?) -> String? {
        guard let proxy = report.survey.assignment.proxy else { return nil }
        let isAboutProxy = finding.map { $0.subject.via == .proxy || $0.cause.rawValue.hasPrefix("proxy.") } ?? false
        let states = report.diagnosis.transports.filter { $0.usable == true }
        let isCarried = !states.isEmpty && states.allSatisfy { $0.via == .proxy }
        return isAboutProxy || isCarried ? proxy.description : nil
    }

    private static func destination(in report: Report, _ finding: Finding?) -> Node {
        let assignment = report.survey.assignment
        if let finding, finding.cause.rawValue.hasPrefix("dns."), let resolver = finding.subject.resolver {
            return Node(kind: .resolver, title: "resolver", details: ["\(resolver)"])
        }
        let host = finding?.subject.host ?? assignment.hub.description
        let title =
            host == assignment.hub.description
            ? "hub"
            : host == assignment.dps?.description
                ? "DPS" : assignment.registries.contains { host.hasSuffix($0.description) } ? "registry" : "service"
        return Node(kind: .service, title: title, details: [host])
    }
}

/// The hops that walks found, merged from the walk to the port in question and the one to the control port.
private struct Walked {
    struct Hop {
        let limit: Int
        let address: String?
    }

    private(set) var hops: [Hop] = []
    /// The last hop is the one before the end.
    private(set) var arrives = true
    /// How many of the first hops are this device.
    private(set) var ownHops = 0

    /// The walk that the finding's place is counted in; else one that it refers to, from its first vantage, or any.
    init(_ report: Report, _ finding: Finding?) {
        let walked = report.survey.observations.filter { $0.probe == "tcp.hops" }
        let cited = Set(finding?.evidence.map(\.observation) ?? [])
        let candidates =
            (walked.filter { cited.contains($0.index) } + walked.filter { $0.vantage == finding?.vantages.first }
            + walked.filter { $0.vantage == .host } + walked).compactMap { Walked($0) }
        // A container counts one hop more than the host: the device itself.
        self = candidates.first { $0.agrees(with: finding?.location) } ?? candidates.first ?? Walked()
    }

    private init() {}

    private func agrees(with location: Finding.Location?) -> Bool {
        guard let hop = location?.hop, let address = location?.address?.description else { return true }
        return hops.contains { $0.limit == hop && $0.address == address }
    }

    private init?(_ observation: Observation) {
        guard let evidence = observation.outcome.evidence, let structure = Structure(of: evidence) else { return nil }
        ownHops = observation.vantage == .host ? 0 : 1
        let answers = [structure["walk"], structure["control"]].compactMap { $0?["hops"]?.elements }.joined()
        var addresses: [Int: String] = [:]
        var end: Int?
        for answer in answers {
            guard let limit = answer["limit"]?.integer, (1...64).contains(limit) else { continue }
            switch answer["answer"]?.text {
            case "accepted", "refused": end = min(end ?? limit, limit)
            case "router", "rejected": addresses[limit] = addresses[limit] ?? answer["address"]?.text
            default: break
            }
        }
        arrives = end != nil
        let last = end.map { $0 - 1 } ?? addresses.keys.max() ?? 0
        guard last > 0 else { return }
        hops = (1...last).map { Hop(limit: $0, address: addresses[$0]) }
    }
}

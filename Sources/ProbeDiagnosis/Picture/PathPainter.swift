import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Draws the way from a container to the hub, with the break that the first finding names.
struct PathPainter {
    private let assignment: Assignment
    private let transports: [Diagnosis.TransportState]
    private let number: Int?
    private let finding: Finding?
    private let survey: Survey

    init(_ diagnosis: Diagnosis, _ survey: Survey) {
        assignment = survey.assignment
        transports = diagnosis.transports
        let index = diagnosis.findings.firstIndex { $0.severity != .info }
        number = index.map { $0 + 1 }
        finding = index.map { diagnosis.findings[$0] }
        self.survey = survey
    }

    var picture: PathPicture {
        var picture = PathPicture(finding: number, isProven: transports.contains { $0.usable == true })
        appendContainers(to: &picture)
        let host = picture.nodes.count
        picture.nodes.append(.host)
        if let proxy {
            picture.nodes += [.proxy(proxy), destination]
            picture.breakage = finding.map { proxied($0, host: host) } ?? .none
            return picture
        }
        let walk = WalkedPath(survey, finding)
        let places = append(walk, to: &picture, host: host)
        picture.nodes.append(destination)
        picture.breakage = finding.map { direct($0, picture, host: host, places: places) } ?? .none
        return picture
    }

    private func appendContainers(to picture: inout PathPicture) {
        let containers = survey.vantages.filter { $0 != .host }
        guard !containers.isEmpty else { return }
        let concerned = finding.map { finding in containers.filter(finding.vantages.contains) } ?? []
        let shown = concerned.isEmpty ? containers : concerned
        // A namespace that somebody named is no engine's, and has no bridge that is known.
        picture.nodes +=
            containers.contains(where: \.isEngines) ? [.containers, .bridges(shown)] : [.namespaces(shown)]
    }

    /// At most this many routers are drawn.
    private static let mostHops = 6

    /// Appends the hops and gives the nodes of their limits.
    private func append(_ walk: WalkedPath, to picture: inout PathPicture, host: Int) -> [Int: Int] {
        var places: [Int: Int] = [0: host]
        var elided = 0
        var previous: (address: IPAddress, node: Int)?
        func appendElided() {
            if elided > 0 { picture.nodes.append(.elided(elided)) }
            elided = 0
        }
        for hop in walk.hops {
            // From a container the first hop is this device itself.
            if hop.limit <= walk.ownHops {
                places[hop.limit] = host
                continue
            }
            // One that rejects packets answers with its own address whatever their hop limit was: it is one router.
            if let address = hop.address, address == previous?.address, let node = previous?.node {
                places[hop.limit] = node
                continue
            }
            let isShown =
                walk.hops.count <= Self.mostHops || hop.limit == walk.ownHops + 1 || hop.limit == walk.hops.last?.limit
                || abs(hop.limit - (finding?.location.hop ?? 1)) <= 1
            guard isShown else {
                elided += 1
                places[hop.limit] = picture.nodes.count
                continue
            }
            appendElided()
            places[hop.limit] = picture.nodes.count
            previous = hop.address.map { ($0, picture.nodes.count) }
            picture.nodes.append(hop.address.map { .router(hop: hop.limit, $0) } ?? .silent(hop: hop.limit))
        }
        appendElided()
        if !walk.arrives, !walk.hops.isEmpty { picture.nodes.append(.unseen) }
        return places
    }

    private func direct(
        _ finding: Finding, _ picture: PathPicture, host: Int, places: [Int: Int]
    ) -> PathPicture.Breakage {
        switch finding.location.kind {
        case .thisDevice: return .at(host)
        case .containerHost: return host > 0 ? .after(host - 1) : .at(host)
        case .unknown: return finding.vantages.contains(.host) || host == 0 ? .somewhere(host) : .somewhere(host - 1)
        case .hop:
            if let hop = finding.location.hop, let place = places[hop] {
                return finding.cause.card.place == .atTheHop ? .at(place) : .after(place)
            }
            if let address = finding.location.address,
                let place = picture.nodes.firstIndex(where: { $0.address == address })
            {
                return .at(place)
            }
            return .somewhere(host)
        }
    }

    private func proxied(_ finding: Finding, host: Int) -> PathPicture.Breakage {
        switch finding.location.kind {
        case .thisDevice: return .at(host)
        case .containerHost: return host > 0 ? .after(host - 1) : .at(host)
        case .hop, .unknown: break
        }
        return switch finding.cause.card.place {
        case .beforeTheProxy: .after(host)
        case .nowhere: .none
        case .onThisDevice: .at(host)
        case .located, .atTheHop, .atTheResolver: finding.owner == .proxy ? .at(host + 1) : .somewhere(host)
        }
    }

    private var proxy: ProxyAddress? {
        let isAboutProxy = finding.map { $0.subject.via == .proxy || $0.cause.isOfProxies } ?? false
        let states = transports.filter { $0.usable == true }
        let isCarried = !states.isEmpty && states.allSatisfy { $0.via == .proxy }
        return isAboutProxy || isCarried ? assignment.proxy : nil
    }

    private var destination: PathPicture.Node {
        if let finding, finding.cause.card.place == .atTheResolver, let resolver = finding.subject.resolver {
            return .resolver(resolver)
        }
        guard let host = finding?.subject.host, host.name != assignment.hub else {
            return .hub(.name(assignment.hub))
        }
        if host.name == assignment.dps, host.name != nil { return .provisioning(host) }
        let isRegistry = assignment.registries.contains { host.description.hasSuffix($0.description) }
        return isRegistry ? .registry(host) : .service(host)
    }
}

extension PathPicture.Node {
    /// The address by which a finding may name the node.
    fileprivate var address: IPAddress? {
        switch self {
        case .router(_, let address): address
        case .hub(.address(let address)), .service(.address(let address)): address
        default: nil
        }
    }
}

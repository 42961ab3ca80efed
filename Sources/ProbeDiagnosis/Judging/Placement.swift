import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Names the place of findings whose rules look at answers, not at paths: the proxy, the resolver.
///
/// A rule that walked the path knows better, so a location that is there is kept.
struct Placement {
    private let survey: Survey

    init(in scene: Scene) { survey = scene.survey }

    func placed(_ finding: Finding) -> Finding {
        guard finding.location == .unknown else { return counted(finding) }
        var placed = finding
        if let location = atProxy(finding) ?? atResolver(finding) { placed.location = location }
        return placed
    }

    /// Gives the sender of an ICMP error its place on the way to the resolver, where a walk passed it.
    private func counted(_ finding: Finding) -> Finding {
        guard let resolver = finding.subject.resolver, finding.location.kind == .hop, finding.location.hop == nil,
            let address = finding.location.address, address != resolver.address
        else { return finding }
        let hops = finding.vantages.lazy.flatMap { survey.seen(WalkToResolvers.self, from: $0) }
            .flatMap(\.evidence.walks).filter { $0.remote == resolver }.flatMap(\.hops)
        guard let router = hops.first(where: { $0.answer == .router && $0.address == address }) else { return finding }
        var counted = finding
        counted.location.hop = router.limit
        counted.location.text = "at hop \(router.limit) (\(address))"
        return counted
    }

    /// The proxy answers for what it does itself; what goes wrong inside its tunnel may also lie behind it.
    private func atProxy(_ finding: Finding) -> Finding.Location? {
        let seat = finding.cause.card.seat
        let isOnTheWay = seat == .upToTheProxy
        let isItsOwn = isOnTheWay || seat == .atTheProxy
        guard isItsOwn || finding.subject.via == .proxy, finding.owner == .proxy else { return nil }
        let tunnel = finding.vantages.lazy.flatMap { survey.seen(OpenTunnel.self, from: $0) }.first
        let tried = finding.subject.address.flatMap { address in
            finding.subject.port.map { SocketAddress(address, port: $0) }
        }
        // What its name leads to, where a connection to it was tried; a name without an address is no place.
        guard let proxy = isOnTheWay ? tried : tunnel?.evidence.proxy else { return nil }
        let place: Sentence =
            isOnTheWay
            ? "at the proxy \(proxy), or on the way to it"
            : isItsOwn ? "at the proxy \(proxy)" : "at or behind the proxy \(proxy)"
        let culprit = Culprit.proxy(ProxyAddress(.address(proxy.address), port: proxy.port))
        return Finding.Location(
            kind: .hop, address: proxy.address, culprit: isItsOwn ? culprit : nil, text: place)
    }

    private func atResolver(_ finding: Finding) -> Finding.Location? {
        guard let resolver = finding.subject.resolver else { return nil }
        let name: SentenceArgument =
            resolver.port == 53 && resolver.zone == nil ? .address(resolver.address) : .socket(resolver)
        let isAbroad = !resolver.address.isLoopback
        switch finding.cause.card.seat {
        case .atTheResolver:
            // A stub only hands on what others say, and no port of it is anybody else's.
            guard isAbroad else {
                return finding.cause == .dnsPortRefused
                    ? nil : Finding.Location(kind: .unknown, text: "behind this device's own resolver \(name)")
            }
            return Finding.Location(
                kind: .hop, address: resolver.address, culprit: .resolver(resolver), text: "at the resolver \(name)")
        case .upToTheResolver:
            // Nobody can tell the resolver from the way to it, but for the routers that a walk passed.
            guard isAbroad else { return nil }
            return behindRouter(to: resolver, finding)
                ?? Finding.Location(
                    kind: .hop, address: resolver.address, text: "at the resolver \(name), or on the way to it")
        case .beforeTheResolver:
            guard isAbroad else { return nil }
            return behindRouter(to: resolver, finding)
                ?? Finding.Location(kind: .unknown, text: "on the way to the resolver \(name)")
        case .asItsRuleSays, .atTheProxy, .upToTheProxy: return nil
        }
    }

    /// Behind the last router that a walk with the same query got to, as the finding's first vantage counts hops.
    private func behindRouter(to resolver: SocketAddress, _ finding: Finding) -> Finding.Location? {
        let walks = finding.vantages.lazy.flatMap { survey.seen(WalkToResolvers.self, from: $0) }
        guard let router = walks.compactMap({ $0.evidence.lastRouter(before: resolver) }).first,
            let address = router.address
        else { return nil }
        return Finding.Location(
            kind: .hop, address: address, hop: router.limit, text: "at or after hop \(router.limit) (\(address))")
    }
}

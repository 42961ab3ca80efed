import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A running container's resolvers are those of its start, and not what the engine would give it today.
struct ContainerResolverIsStale: Rule {
    static let causes: [Cause] = [.containerResolverStale]
    static let explains: [Cause] = [
        .dnsContainerBlocked, .dnsContainerFallbackPublic, .dnsContainerStub, .dnsContainerSplitView, .dnsTimeout,
        .dnsPortRefused, .dnsUDPBlocked, .dnsServfail, .dnsRefused, .dnsNxdomain, .dnsNodata, .dnsFiltered,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.compactMap { lookup -> Finding? in
            guard let origin = lookup.origin, origin.evidence.kind == .container,
                let container = origin.evidence.container, let list = lookup.listOfItsStart
            else { return nil }
            let works =
                lookup.isAnsweredByTodaysForwarder
                || !Set(lookup.answeringOutside.map(\.address)).isDisjoint(with: list.today)
            return lookup.finding(
                .containerResolverStale, owner: .containerEngine,
                confidence: works && !list.asked.isEmpty ? .certain : .likely,
                about: Finding.Subject(
                    lookup.host, resolver: list.asked.first.map { SocketAddress($0, port: 53) }),
                summary: list.asked.isEmpty
                    ? """
                    The container \(container) has names looked up by others than \(list.today), which the engine would \
                    ask today and which do answer it: it runs since before this device's resolvers changed.
                    """
                    : """
                    The container \(container) still asks \(list.asked), the resolvers of its start; the engine would \
                    give it \(list.today) today.
                    """,
                location: Finding.Location(
                    kind: .containerHost, culprit: .container(container), text: "in the container \(container)"),
                refutedBy: list.asked.isEmpty
                    ? "The container finds the name while \(list.today) are silent."
                    : "\(list.asked) answers a query from the container.")
        }
    }
}

extension ContainerLookup {
    /// Whom the container asks, and whom the engine would have it ask today, where these are different machines.
    fileprivate var listOfItsStart: (asked: [IPAddress], today: [IPAddress])? {
        // Who names resolvers for a container alone means these.
        guard let origin = origin?.evidence, origin.hasOwnResolvers != true else { return nil }
        let (asked, today) =
            origin.usesEngineResolver
            ? (forwardersOfItsStart, origin.forwarders)
            : (origin.resolvers, origin.resolversToday ?? [])
        // Who refuses at once is hardly seen; that those of today answer shows that it is not they who are asked.
        guard !asked.isEmpty || (origin.usesEngineResolver && isAnsweredByTodaysForwarder), !today.isEmpty,
            Set(asked).isDisjoint(with: today)
        else { return nil }
        return (asked.uniqued, today)
    }
}

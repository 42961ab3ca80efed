import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The container's resolver is a loopback address, at which nobody listens inside the container.
struct ContainerResolverIsStub: Rule {
    static let causes: [Cause] = [.dnsContainerStub]
    static let explains: [Cause] = [.dnsPortRefused, .dnsTimeout, .dnsServfail]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.filter { $0.hostAsksResolvers && $0.asksItself }.map { lookup in
            let isBehindEngine = lookup.isUnansweredByEngine
            let forwarders = lookup.origin?.evidence.forwarders ?? []
            let servers = isBehindEngine ? forwarders.map(\.said) : lookup.inside.evidence.servers.map(\.server.said)
            let isModules = lookup.hasModulesOwnList
            return lookup.finding(
                .dnsContainerStub, owner: isModules ? .hubConfiguration : .containerEngine,
                confidence: isBehindEngine ? .likely : .certain,
                summary: """
                    Containers are told to ask \(servers), which is the container itself there: nobody listens, while \
                    the host resolves the same names.
                    """,
                location: Finding.Location(
                    kind: .containerHost,
                    text: isModules ? "in the module's createOptions" : "in the container engine's settings"),
                refutedBy: "Something inside the container answers at \(servers).")
        }
    }
}

extension ContainerLookup {
    /// The deployment gives the module resolvers of its own.
    fileprivate var hasModulesOwnList: Bool {
        guard let origin = origin?.evidence else { return false }
        return (origin.usesEngineResolver ? origin.forwarderRule : origin.resolverRule) == .deployment
    }

    /// Its list names loopback addresses and nothing else, and every one of them refuses.
    fileprivate var asksItself: Bool {
        // An empty list makes clients ask themselves too, which is another cause.
        guard !resolvers.isEmpty, !hasNobodyToAsk else { return false }
        if isUnansweredByEngine, let origin = origin?.evidence,
            origin.forwarderRule == .engineSetting || origin.forwarderRule == .deployment
        {
            return !origin.forwarders.isEmpty && origin.forwarders.allSatisfy(\.isThisMachine)
        }
        guard isUnanswered else { return false }
        return inside.evidence.servers.allSatisfy { server in
            server.server.address.isThisMachine && server.server.address != VantageOrigin.engineResolver
                && server.answers.allSatisfy { Lookup.Failure($0) == .portRefused }
        }
    }
}

package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The container's resolver is a loopback address, at which nobody listens inside the container.
package struct ContainerResolverIsStub: Rule {
    package static let causes: [Cause] = [.dnsContainerStub]
    package static let explains: [Cause] = [.dnsPortRefused, .dnsTimeout, .dnsServfail]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerLookup.all(in: survey).filter { $0.hostAsksResolvers && $0.asksItself }.map { lookup in
            let isBehindEngine = lookup.isUnansweredByEngine
            let forwarders = lookup.origin?.evidence.forwarders ?? []
            let servers = listing(
                isBehindEngine
                    ? forwarders.map(\.description) : lookup.inside.evidence.servers.map(\.server.description))
            return lookup.finding(
                .dnsContainerStub, owner: .containerEngine, confidence: isBehindEngine ? .likely : .certain,
                summary: "Containers are told to ask \(servers), which is the container itself there: nobody "
                    + "listens, while the host resolves the same names.",
                refutedBy: "Something inside the container answers at \(servers).", in: survey)
        }
    }
}

extension ContainerLookup {
    /// Its list names loopback addresses and nothing else, and every one of them refuses.
    fileprivate var asksItself: Bool {
        // An empty list makes clients ask themselves too, which is another cause.
        guard !resolvers.isEmpty, !hasNobodyToAsk else { return false }
        if isUnansweredByEngine, let origin = origin?.evidence, origin.forwarderRule == .engineSetting {
            return !origin.forwarders.isEmpty && origin.forwarders.allSatisfy(\.isLoopback)
        }
        guard isUnanswered else { return false }
        return inside.evidence.servers.allSatisfy { server in
            server.server.address.isLoopback && server.server.address != VantageOrigin.engineResolver
                && server.answers.allSatisfy { Lookup.Failure($0) == .portRefused }
        }
    }
}

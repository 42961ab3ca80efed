package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The engine gives its containers no resolver that could be asked.
package struct ContainerHasNoResolver: Rule {
    package static let causes: [Cause] = [.dnsContainerNone]
    package static let explains: [Cause] = [.dnsPortRefused, .dnsTimeout, .dnsServfail, .dnsRefused]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerLookup.all(in: survey).filter { $0.hostAsksResolvers && $0.hasNobodyToAsk }.map { lookup in
            lookup.finding(
                .dnsContainerNone, owner: .containerEngine, confidence: .certain,
                about: Finding.Subject(host: lookup.subject.host),
                summary: "Containers have no resolver to ask: the engine found none that it could give them.",
                refutedBy: "A container's resolv.conf names a resolver.", in: survey)
        }
    }
}

extension ContainerLookup {
    /// Its list is empty, or names the engine's own resolver, and that one has nobody to forward to.
    var hasNobodyToAsk: Bool {
        guard let origin = origin?.evidence else { return false }
        return origin.resolvers.isEmpty
            || (origin.usesEngineResolver && origin.forwarders.isEmpty && origin.resolverRule == .none)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The engine gives its containers no resolver that could be asked.
struct ContainerHasNoResolver: Rule {
    static let causes: [Cause] = [.dnsContainerNone]
    static let explains: [Cause] = [.dnsPortRefused, .dnsTimeout, .dnsServfail, .dnsRefused]

    func findings(in scene: Scene) -> [Finding] {
        scene.containerLookups.filter { $0.hostAsksResolvers && $0.hasNobodyToAsk }.map { lookup in
            lookup.finding(
                .dnsContainerNone, owner: .containerEngine, confidence: .certain,
                about: Finding.Subject(lookup.host),
                summary: "Containers have no resolver to ask: the engine found none that it could give them.",
                refutedBy: "A container's resolv.conf names a resolver.")
        }
    }
}

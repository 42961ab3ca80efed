package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Nothing listens on the resolver's port.
package struct ResolverPortIsRefused: Rule {
    package static let causes: [Cause] = [.dnsPortRefused]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Muteness.all(in: survey).filter { $0.failure == .portRefused && $0.lookup.answerOverTCP == nil }.map {
            muteness in
            let isStub = muteness.answer.server.address.isLoopback
            return muteness.finding(
                .dnsPortRefused, owner: isStub ? .device : .siteNetwork, confidence: .certain,
                summary: "Nothing answers for names at \(muteness.answer.server): the port is refused"
                    + (isStub ? "; the resolver on this device is not running." : "."),
                refutedBy: "\(muteness.answer.server) answers a query.", in: survey)
        }
    }
}

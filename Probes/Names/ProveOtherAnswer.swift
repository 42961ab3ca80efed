package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Shakes hands with the service at an address that a resolver gives and the ladders do not climb to.
///
/// They climb to that of the hosts file, which may have grown old; or to the first resolver's alone, where clients take the
/// resolvers in turn and their next look-up leads to the other.
extension ProveOtherAnswer: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        guard !plan.services.isDemonstration else { return [] }
        return ServiceClaim.provable(ResolveName().subjects(in: plan), in: plan)
    }

    package func contacts(in plan: Plan) -> Set<Contacted> { ServiceClaim.contacts(subjects(in: plan), in: plan) }

    package func occasion(for about: Name, of input: After<ResolveName>, in plan: Plan) -> ServiceClaim? {
        guard let name = input.outcome.evidence, name.rotates ?? false || name.source == .hostsFile,
            let other = name.otherAnswers.first?.addresses.first(where: { $0.family == .v4 && !$0.isNeverAService })
        else { return nil }
        return ServiceClaim(about, at: other, in: plan)
    }

    package func measure(
        _ about: Name, _ claim: ServiceClaim, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await claim.prove(context)
    }
}

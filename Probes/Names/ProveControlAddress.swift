package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Shakes hands with the service at an address that only a resolver outside the site gives.
///
/// A name may have different addresses in different places: only a certificate tells which of two answers is a lie.
extension ProveControlAddress: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        ServiceClaim.provable(AskSecondOpinion().subjects(in: plan), in: plan)
    }

    package func contacts(in plan: Plan) -> Set<Contacted> { ServiceClaim.contacts(subjects(in: plan), in: plan) }

    package func occasion(for about: Name, of input: ForeignAnswer, in plan: Plan) -> ServiceClaim? {
        ServiceClaim(about, at: input.address, in: plan)
    }

    package func measure(
        _ about: Name, _ claim: ServiceClaim, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await claim.prove(context)
    }
}

/// An address that the second opinion gives and the site does not.
package struct ForeignAnswer: ProbeInput {
    package let address: IPAddress

    package static var upstream: [ProbeID] { [ResolveName.id, AskSecondOpinion.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<ForeignAnswer> {
        let site: NameEvidence
        switch board.state(of: ResolveName.self, for: about) {
        case .interim(_, let evidence), .final(_, .seen(let evidence), _): site = evidence
        case .waiting: return .waiting
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "the site's own answer is not known"))
        }
        switch board.state(of: AskSecondOpinion.self, for: about) {
        case .waiting: return .waiting
        case .interim(_, let control):
            return address(of: control, beside: site).map { .settled(ForeignAnswer(address: $0)) } ?? .waiting
        case .final(_, .seen(let control), _):
            return address(of: control, beside: site).map { .settled(ForeignAnswer(address: $0)) }
                ?? .impossible(SkipReason(.notNeeded, "the resolver outside gives no other address"))
        case .final(_, .skipped(let reason), _): return .impossible(reason)
        case .final(_, .failed(let error), _): return .impossible(SkipReason(.prerequisite, "\(error)"))
        case .absent: return .impossible(SkipReason(.excluded, "\(AskSecondOpinion.id) is not part of this run"))
        }
    }

    private static func address(of control: ControlAnswers, beside site: NameEvidence) -> IPAddress? {
        guard Set(control.addresses).isDisjoint(with: site.addresses) else { return nil }
        return control.addresses.first { !$0.isNeverAService && $0.family == .v4 }
    }
}

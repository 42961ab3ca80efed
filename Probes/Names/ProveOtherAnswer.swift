package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Shakes hands with the service at an address that a resolver gives and the ladders do not climb to.
///
/// They climb to that of the hosts file, which may have grown old; or to the first resolver's alone, where clients take the
/// resolvers in turn and their next look-up leads to the other; or to that of one look-up, where the library's had another.
extension ProveOtherAnswer: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        guard !plan.services.isDemonstration else { return [] }
        return ServiceClaim.provable(ResolveName().subjects(in: plan), in: plan)
    }

    package func contacts(in plan: Plan) -> Set<Contacted> { ServiceClaim.contacts(subjects(in: plan), in: plan) }

    package func occasion(for about: Name, of input: NameBesideLibrary, in plan: Plan) -> ServiceClaim? {
        guard let name = input.name else { return nil }
        if let found = input.library.flatMap({ Self.otherwise($0, name) }) {
            return ServiceClaim(about, at: found, in: plan)
        }
        guard name.rotates ?? false || name.source == .hostsFile,
            let other = name.otherAnswers.first?.addresses.first(where: { $0.family == .v4 && !$0.isNeverAService })
        else { return nil }
        return ServiceClaim(about, at: other, in: plan)
    }

    /// Where the library leads, if no answer of the resolvers has it: they may have given it another one at its own look-up.
    private static func otherwise(_ library: LibraryEvidence, _ name: NameEvidence) -> IPAddress? {
        guard name.source == .resolver, !name.addresses.isEmpty else { return nil }
        let known = Set(name.addresses + name.servers.flatMap(\.answers).flatMap(\.addresses))
        guard known.isDisjoint(with: library.asked.addresses) else { return nil }
        return library.asked.addresses.first { $0.family == .v4 && !$0.isNeverAService }
    }

    package func measure(
        _ about: Name, _ claim: ServiceClaim, _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await claim.prove(context)
    }
}

/// What the resolvers said, and the host's library, where that was asked at all.
package struct NameBesideLibrary: ProbeInput {
    let name: NameEvidence?
    let library: LibraryEvidence?

    package static var upstream: [ProbeID] { [ResolveName.id, AskLibrary.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<NameBesideLibrary> {
        let names: Readiness<After<ResolveName>> = After.resolve(from: board, about: about)
        let libraries: Readiness<After<AskLibrary>> = After.resolve(from: board, about: about)
        switch (names, libraries) {
        case (.impossible(let reason), _): return .impossible(reason)
        case (.settled(let name), .settled(let library)):
            return .settled(NameBesideLibrary(name: name.outcome.evidence, library: library.outcome.evidence))
        case (.settled(let name), .impossible):
            return .settled(NameBesideLibrary(name: name.outcome.evidence, library: nil))
        case (.waiting, _), (.provisional, _), (.settled, .waiting), (.settled, .provisional): return .waiting
        }
    }
}

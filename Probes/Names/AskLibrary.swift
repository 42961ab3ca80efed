package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Asks the host's C library for a name, as the programs of the host do.
///
/// Our own queries show what each resolver says. What becomes of that, nsswitch.conf(5), resolv.conf(5) and modules that
/// nobody here knows decide; only the library itself can tell.
extension AskLibrary: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        plan.seesThisDevice && !plan.services.isDemonstration ? ResolveName().subjects(in: plan) : []
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        subjects(in: plan).isEmpty || !plan.readsOwnFiles ? [] : [Contacted(.resolvers), Contacted(.library)]
    }

    /// Called for by any answer, and while there is none: a module may know what no resolver does, and the library waits as
    /// long for a resolver as we do.
    ///
    /// Not where the device's files are another root's, which this process's library does
    /// not read.
    package func occasion(
        for about: Name, of input: Following<ResolveName>, in plan: Plan
    ) -> Following<ResolveName>? { plan.readsOwnFiles ? input : nil }

    package func measure(
        _ about: Name, _ input: Following<ResolveName>, _ context: Context<LibraryEvidence>
    ) async throws(ProbeError) -> Measured<LibraryEvidence, NoLive> {
        // Where the resolvers were silent so far, it asks them itself, and no longer than its second question takes to be
        // answered: ladders wait for no more.
        let patience = ClientPatience(of: ResolveName.configuration(of: context.plan), in: context.plan)
        let isWaiting = !input.isFinal && input.evidence.addresses.isEmpty
        let deadline = isWaiting ? .now + patience.repetition.duration : context.quietDeadline
        var evidence = LibraryEvidence(asked: await answer(about.host.description, by: deadline))
        let isAsGiven = !Set(evidence.asked.addresses).isDisjoint(with: input.evidence.addresses)
        let isNothing = evidence.asked.addresses.isEmpty && input.evidence.addresses.isEmpty
        if !isAsGiven, !isNothing, !evidence.asked.isSilent {
            evidence.rooted = await answer("\(about.host).", by: deadline)
        }
        if Task.isCancelled, evidence.asked.isSilent { throw .runEnded }
        return Measured(evidence)
    }

    private func answer(_ name: String, by deadline: ContinuousClock.Instant) async -> LibraryEvidence.Answer {
        let start = ContinuousClock.now
        let said = await NameService.lookUp(name, deadline: deadline)
        var answer = LibraryEvidence.Answer(name: DomainName(name), latency: Seconds(ContinuousClock.now - start))
        switch said {
        case .addresses(let addresses): answer.addresses = addresses
        case .failed(let failure): answer.failure = failure
        case .silent: answer.isSilent = true
        }
        return answer
    }
}

extension Plan {
    /// The resolvers and the hosts file are those of this machine, which the library reads.
    var readsOwnFiles: Bool {
        let own = Briefing()
        return briefing.silentFiles.isEmpty && briefing.resolverConfigurationText == nil && briefing.hostsText == nil
            && briefing.resolverConfiguration == own.resolverConfiguration && briefing.hostsFile == own.hostsFile
            && briefing.resolverPort == own.resolverPort
    }
}

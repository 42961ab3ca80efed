import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A name that programs find elsewhere: a name of the search list exists, which they try first (resolv.conf(5), `ndots`).
struct Astray {
    let observation: Int
    let evidence: SearchEvidence
    /// The first answer with an address.
    let answer: DNSAnswer
    /// The host's library, which was led there as well.
    let library: Survey.Seen<AskLibrary>?
}

extension Survey {
    /// Where the search list of a vantage leads a name, if that is not where the name itself does.
    func astray(_ host: HostName, from vantage: Vantage) -> Astray? {
        guard let search = seen(AskSearchList.self, about: Name(host), from: vantage),
            let answer = search.evidence.answers.first(where: { !$0.addresses.isEmpty }),
            let name = seen(ResolveName.self, about: Name(host), from: vantage)?.evidence,
            name.source == .resolver, Set(name.addresses).isDisjoint(with: answer.addresses)
        else { return nil }
        let library = seen(AskLibrary.self, about: Name(host), from: vantage)
        let found = Set(library?.evidence.asked.addresses ?? [])
        // The library is the witness where it speaks: a module may pay no heed to the search list.
        guard found.isEmpty || !found.isDisjoint(with: answer.addresses) else { return nil }
        return Astray(
            observation: search.index, evidence: search.evidence, answer: answer,
            library: found.isEmpty ? nil : library)
    }

    /// What the host's library said, twice, of a name that the resolvers have an address for.
    func libraryDenial(of host: HostName, from vantage: Vantage) -> Seen<AskLibrary>? {
        guard let library = seen(AskLibrary.self, about: Name(host), from: vantage),
            library.evidence.asked.failure != nil, library.evidence.rooted?.failure != nil,
            let name = seen(ResolveName.self, about: Name(host), from: vantage)?.evidence,
            name.source == .resolver, !name.addresses.isEmpty,
            // The library met the one resolver of several that denies it.
            ResolversInTurn(to: host, in: self) == nil, !losesLibrarysQuestions(library.evidence, from: vantage)
        else { return nil }
        return library
    }

    /// What the library calls temporary may be its questions that got lost, as others of the run did: a resolver that answers had
    /// to be asked again, or did not get each question.
    private func losesLibrarysQuestions(_ library: LibraryEvidence, from vantage: Vantage) -> Bool {
        guard library.asked.failure == .again else { return false }
        let servers = seen(ResolveName.self, from: vantage).flatMap(\.evidence.servers)
        let answering = Set(
            servers.filter { $0.answers.contains { $0.result == .answered } }.map(\.server))
        return servers.filter { answering.contains($0.server) }.flatMap(\.answers).contains { answer in
            answer.result == .answered ? answer.attempts > 1 : answer.result == .silent || answer.error == "EPERM"
        }
    }

    /// Whether the host's own library gave no answer in time, or an error once, or addresses where nothing was tried.
    ///
    /// Of a service that many serve, look-ups differ by themselves, and only one kind of address in another's place tells; the
    /// hub has one address. What the library denies twice is another matter.
    func isFoundElsewhere(_ host: HostName, from vantage: Vantage) -> Bool {
        guard let library = seen(AskLibrary.self, about: Name(host), from: vantage)?.evidence,
            let name = seen(ResolveName.self, about: Name(host), from: vantage)?.evidence, name.source == .resolver,
            !name.addresses.isEmpty, ResolversInTurn(to: host, in: self) == nil
        else { return false }
        let found = library.asked.addresses
        // It waits as long for a resolver that is silent, and where its options are lost on one: that has findings of its own.
        let answers = name.servers.flatMap(\.answers)
        let search = seen(AskSearchList.self, about: Name(host), from: vantage)?.evidence.answers ?? []
        let isExplained = (answers + search).contains { $0.result != .answered } || name.usesExtensions ?? false
        guard !found.isEmpty else { return !isExplained && !losesLibrarysQuestions(library, from: vantage) }
        let known = Set(name.addresses + answers.flatMap(\.addresses))
        guard known.isDisjoint(with: found) else { return false }
        // Who is at the other address showed the service's own certificate: its name leads to one of several at each look-up.
        if let other = seen(ProveOtherAnswer.self, about: Name(host), from: vantage)?.evidence,
            other.handshake?.isVerified ?? false, found.contains(other.connect.remote.address)
        {
            return false
        }
        return host == assignment.hub || Set(found.map(\.isPrivate)).isDisjoint(with: known.map(\.isPrivate))
    }

    /// Whether the host's programs find the name although no resolver of its list has an address for it.
    func isKnownToLibrary(_ host: HostName, from vantage: Vantage) -> Bool {
        !(seen(AskLibrary.self, about: Name(host), from: vantage)?.evidence.addresses.isEmpty ?? true)
    }
}

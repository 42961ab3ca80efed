import ProbeCore
import ProbeEvidence

extension Survey {
    /// The host's C library takes the resolvers in turn, and nobody tried the address that another one than the first has.
    func leavesTurnsOpen(_ host: HostName) -> Bool {
        guard let name = seen(ResolveName.self, about: Name(host), from: .host)?.evidence, name.rotates ?? false,
            name.source == .resolver, !name.otherAnswers.isEmpty
        else { return false }
        return !isSettled(ProveOtherAnswer.id, about: Name(host), from: .host)
    }
}

/// A name that some look-ups of the host find and others do not, because its C library takes the resolvers in turn (`rotate`).
///
/// glibc begins with any of them, and goes on as ever: after a silence, a failure or a refusal, and not after a denial
/// (res_send.c). musl asks all of them at once, whatever resolv.conf says.
struct ResolversInTurn {
    enum Fault {
        /// There is no such name, or no address, says one; or an address that no service can have.
        case denial
        /// Another address, where somebody else answers, or nobody.
        case stranger(Survey.Seen<ProveOtherAnswer>)
    }

    let answer: DNSAnswer
    let fault: Fault
    /// What another resolver says, at whose address the ladders climb.
    let other: DNSAnswer

    init?(to host: HostName, in survey: Survey) {
        guard let name = survey.seen(ResolveName.self, about: Name(host), from: .host)?.evidence,
            name.rotates ?? false, name.source == .resolver,
            let other = name.servers.lazy.flatMap(\.answers).first(where: { answer in
                !Set(answer.addresses).isDisjoint(with: name.addresses)
            })
        else { return nil }
        self.other = other
        if let denying = name.servers.first(where: { $0.isConclusive && !$0.isUsable }),
            let answer = denying.answers.first(where: { $0.queryType == .a && $0.isConclusive })
        {
            (self.answer, fault) = (answer, .denial)
            return
        }
        guard let seen = survey.seen(ProveOtherAnswer.self, about: Name(host), from: .host),
            !(seen.evidence.handshake?.isVerified ?? false),
            let answer = name.otherAnswers.first(where: { $0.addresses.contains(seen.evidence.connect.remote.address) })
        else { return nil }
        (self.answer, fault) = (answer, .stranger(seen))
    }
}

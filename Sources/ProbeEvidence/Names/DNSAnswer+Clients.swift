import ProbeCore

extension DNSAnswer {
    /// Whether glibc takes the answer instead of asking the next resolver: any but SERVFAIL, NOTIMP, REFUSED and an empty
    /// answer of a server that would not look it up for us, unless records of another kind come with it (resolv/res_send.c).
    package var isConclusive: Bool {
        guard result == .answered, let responseCode, ![2, 4, 5].contains(responseCode) else { return false }
        return responseCode != 0 || !records.isEmpty || isAuthoritative || isRecursionAvailable != false
            || hasGlue ?? false
    }
}

extension NameEvidence.Server {
    /// Whether a client stops at this resolver: its IPv4 answer decides, or any address.
    package var isConclusive: Bool {
        answers.contains { $0.isConclusive && ($0.queryType == .a || !$0.addresses.isEmpty) }
    }

    /// It gives an address that a service can have.
    package var isUsable: Bool { answers.contains { $0.addresses.contains { !$0.isNeverAService } } }
}

extension NameEvidence {
    /// Answers with other addresses than those that are used.
    package var otherAnswers: [DNSAnswer] {
        servers.flatMap(\.answers).filter { answer in
            let usable = answer.addresses.filter { !$0.isNeverAService }
            return !usable.isEmpty && answer.queryType == .a && Set(usable).isDisjoint(with: addresses)
        }
    }
}

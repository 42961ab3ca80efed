import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up whose deciding answer came, and has no address.
struct Denial: Sendable {
    let lookup: Lookup
    let answer: DNSAnswer
    let failure: Lookup.Failure
    /// The same resolver refuses every name that it was asked for: it is the client that it does not like.
    let refusesEverything: Bool
    /// Where it is a resolver on this device: whose word it is.
    let own: OwnResolver?
    /// Of a container's look-up: who beside the resolver that denied it has the name, and is asked by the host alone.
    let neighbour: NeighbouringResolver?
    /// The service proved itself where others than that resolver lead.
    let proof: Int?
    /// Somebody else answers where the resolver outside leads: that one may invent addresses for names that do not exist.
    let stranger: Survey.Seen<HandshakeTLS>?

    static func all(among lookups: [Lookup], in survey: Survey) -> [Denial] {
        lookups.compactMap { lookup in
            guard lookup.fails, let (answer, failure) = lookup.decisive, answer.result == .answered else { return nil }
            // Containers ask for the hub alone; what the same resolver says to the host for other names counts too.
            var asked = [answer.server]
            if answer.server.address == VantageOrigin.engineResolver {
                // The engine's own hands on what those say whom the host asks.
                asked += lookups.filter { $0.vantage == .host && $0.host == lookup.host }.flatMap(\.evidence.servers)
                    .map(\.server)
            }
            let others = lookups.filter { $0.host != lookup.host }
                .flatMap(\.evidence.servers).filter { asked.contains($0.server) }
            return Denial(
                lookup: lookup, answer: answer, failure: failure,
                refusesEverything: !others.isEmpty
                    && others.flatMap(\.answers).allSatisfy { Lookup.Failure($0) == .refused },
                own: OwnResolver(answer, to: lookup, in: survey),
                neighbour: lookup.vantage == .host
                    ? nil : NeighbouringResolver(knowing: lookup.host, besides: answer.server, in: survey),
                proof: proof(of: lookup, in: survey), stranger: Credence(of: lookup, in: survey).stranger)
        }
    }

    private static func proof(of lookup: Lookup, in survey: Survey) -> Int? {
        if let seen = lookup.controlHandshake, seen.evidence.handshake?.isVerified ?? false { return seen.index }
        return survey.seen(HandshakeTLS.self, at: lookup.host).first {
            $0.about.via == .direct && $0.evidence.isVerified
        }?.index
    }

    /// Whether the name is known to exist: the service was met, the name is the same for everybody, or the resolver itself, or
    /// whoever it asks, has told so.
    var isOfSomething: Bool {
        proof != nil || neighbour != nil || lookup.host.isOfEverybody || hasFilterMark || own?.isItsOwn ?? false
    }

    /// Whose resolver it is that gave the answer.
    var owner: Owner { own?.owner ?? .siteNetwork }

    /// Somebody keeps the name from this site: a control resolver, or who is behind this device's own, knows it, or the
    /// resolver says so itself.
    var isFiltered: Bool {
        let isItsOwn = own?.isItsOwn ?? false
        let isKnown = lookup.controlKnows || neighbour != nil
        return switch failure {
        case .nxdomain: (isKnown && !isOfPrivateZone) || hasFilterMark || isItsOwn
        case .nodata: isKnown || hasFilterMark || isItsOwn
        case .refused: ((lookup.controlKnows || isItsOwn) && !refusesEverything) || hasFilterMark
        case .servfail, .unresolved, .portRefused, .silent, .unreachable: false
        }
    }

    /// The zone of private endpoints that this site asks denies the name that the hub's is an alias of.
    ///
    /// Who has such a zone is told of none but its own endpoints: of others a resolver outside knows a public address, unless
    /// the zone's link falls back to the internet.
    var isOfPrivateZone: Bool {
        guard failure == .nxdomain, let zone = parentZone, zone.split(separator: ".").first == "privatelink" else {
            return false
        }
        return answer.aliases.contains { alias in
            let name = alias.description.lowercased()
            return name == zone || name.hasSuffix("." + zone)
        }
    }

    /// The denial is the word of the name's own zone, at second hand, and may be from before the name existed.
    ///
    /// A resolver keeps it for as long as that zone says (RFC 2308 section 5). A filter seldom shows the zone's record with it,
    /// and a zone of the resolver's own speaks with authority.
    var mayBeRemembered: Bool {
        (failure == .nxdomain || failure == .nodata) && !hasFilterMark && !answer.isAuthoritative
            && !lookup.host.isOfEverybody
            && parentZone.map { $0.split(separator: ".").count > 1 } ?? false
    }

    /// For how many seconds it is still kept, where it is not fresh.
    var rest: UInt32? {
        guard mayBeRemembered, let rest = answer.negativeTimeToLive, let minimum = answer.negativeMinimum,
            rest < minimum
        else { return nil }
        return rest
    }

    /// RFC 8914: 15 Blocked, 16 Censored, 17 Filtered.
    var hasFilterMark: Bool { answer.extendedErrors.contains { [15, 16, 17].contains($0.code) } }

    /// Somebody who takes every question agrees with himself.
    var controlAgrees: Bool {
        lookup.interception == nil && lookup.controlAnswer.map { Lookup.Failure($0) == failure } ?? false
    }

    /// The zone whose SOA record came with the denial, where it can speak for the name or for what the name is an alias of.
    var parentZone: String? { parentZone(of: answer) }

    /// The same of either answer, where a resolver outside denies the name as well.
    ///
    /// Who rewrites answers on their way leaves that record out, and rewrites those of every resolver.
    var agreedZone: String? { controlAgrees ? parentZone ?? lookup.controlAnswer.flatMap { parentZone(of: $0) } : nil }

    private func parentZone(of answer: DNSAnswer) -> String? {
        guard let zone = answer.negativeZone?.description.lowercased(), zone.contains(".") else { return nil }
        let names = [lookup.host.description] + answer.aliases.map { $0.description.lowercased() }
        return names.contains { $0 == zone || $0.hasSuffix("." + zone) } ? zone : nil
    }

    var proofs: [Finding.Proof] {
        [Finding.Proof(lookup.observation, shows)]
            + [
                own?.proof,
                neighbour.map {
                    Finding.Proof(
                        $0.observation, "\($0.server) gives the host \($0.addresses) for \(lookup.host)", .control)
                },
                neighbour.map {
                    Finding.Proof(
                        $0.handshake, "a TLS handshake for \(lookup.host) with that address is verified", .control)
                },
                lookup.control.flatMap { control in controlShows.map { Finding.Proof(control.index, $0, .control) } },
                stranger.flatMap { stranger in
                    lookup.controlAnswer?.addresses.first.map { address in
                        stranger.shows(
                            control: "what answers at \(address) does not show a certificate for \(lookup.host)")
                    }
                },
            ].compactMap { $0 }
    }

    private var shows: Sentence {
        let query = Term(answer.queryType)
        var shows: Sentence =
            "\(answer.server) answers \(query) for \(answer.name.text) with \(codeName) after \(answer.latency)"
        if let zone = answer.negativeZone { shows = "\(shows), SOA of \(zone.text)" }
        if let rest, let minimum = answer.negativeMinimum {
            shows = "\(shows), kept for another \(Int(rest)) s of \(Int(minimum)) s"
        }
        for error in answer.extendedErrors {
            shows =
                error.text.map { "\(shows), extended error \(Int(error.code)) (\($0))" }
                ?? "\(shows), extended error \(Int(error.code))"
        }
        return shows
    }

    private var controlShows: Sentence? {
        lookup.controlAnswer.map { answer in
            answer.addresses.isEmpty
                ? """
                the control resolver \(answer.server) answers with \(Self.name(ofCode: answer.responseCode, isEmpty: true))
                """
                : "the control resolver \(answer.server) answers with \(answer.addresses)"
        }
    }

    var codeName: SentenceArgument { Self.name(ofCode: answer.responseCode, isEmpty: answer.addresses.isEmpty) }

    /// RFC 6895 section 2.3.
    static func name(ofCode code: Int?, isEmpty: Bool) -> SentenceArgument {
        switch code {
        case 0: isEmpty ? .worded("NOERROR and no address", .term) : .term("NOERROR")
        case 1: .term("FORMERR")
        case 2: .term("SERVFAIL")
        case 3: .term("NXDOMAIN")
        case 4: .term("NOTIMP")
        case 5: .term("REFUSED")
        case let code?: .sentence("code \(code)", .whole)
        case nil: .worded("code unknown", .term)
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, about host: HostName? = nil, summary: Sentence,
        refutedBy: Sentence
    ) -> Finding {
        // Nobody else's word is known to be behind it, and neither that none is.
        let isOpen = owner == .device && !(own?.isKnown ?? true)
        return Finding(
            cause, lookup.severity, from: [lookup.vantage],
            about: Finding.Subject(host ?? lookup.host, resolver: answer.server), owner: owner,
            confidence: isOpen ? min(confidence, .likely) : confidence, summary: summary,
            location: owner == self.owner ? own?.location ?? .unknown : .unknown, evidence: proofs, refutedBy: refutedBy
        )
    }
}

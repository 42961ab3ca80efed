import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up whose deciding answer came, and has no address.
struct Denial {
    let lookup: Lookup
    let answer: DNSAnswer
    let failure: Lookup.Failure
    /// The same resolver refuses every name that it was asked for: it is the client that it does not like.
    let refusesEverything: Bool

    static func all(in survey: Survey) -> [Denial] {
        survey.vantages.flatMap { vantage in
            let lookups = Lookup.all(from: vantage, in: survey)
            return lookups.compactMap { lookup -> Denial? in
                guard lookup.fails, let (answer, failure) = lookup.decisive, answer.result == .answered else {
                    return nil
                }
                let others = lookups.filter { $0.host != lookup.host }.flatMap(\.evidence.servers)
                    .filter { $0.server == answer.server }
                return Denial(
                    lookup: lookup, answer: answer, failure: failure,
                    refusesEverything: !others.isEmpty
                        && others.flatMap(\.answers).allSatisfy { Lookup.Failure($0) == .refused })
            }
        }
    }

    /// Somebody keeps the name from this site: a control resolver knows it, or the resolver says so itself.
    var isFiltered: Bool {
        switch failure {
        case .nxdomain, .nodata: lookup.controlKnows || hasFilterMark
        case .refused: (lookup.controlKnows && !refusesEverything) || hasFilterMark
        case .servfail, .portRefused, .silent, .unreachable: false
        }
    }

    /// RFC 8914: 15 Blocked, 16 Censored, 17 Filtered.
    var hasFilterMark: Bool { answer.extendedErrors.contains { [15, 16, 17].contains($0.code) } }

    var controlAgrees: Bool { lookup.controlAnswer.map { Lookup.Failure($0) == failure } ?? false }

    /// The zone whose SOA record came with the denial, where it can speak for the name or for what the name is an alias of.
    var parentZone: String? {
        guard let zone = answer.negativeZone?.lowercased(), zone.contains(".") else { return nil }
        let names = [lookup.host.description] + answer.aliases.map { $0.lowercased() }
        return names.contains { $0 == zone || $0.hasSuffix("." + zone) } ? zone : nil
    }

    var proofs: [Finding.Proof] {
        var shows =
            "\(answer.server) answers \(answer.queryType.rawValue) for \(WireText(answer.name)) with \(codeName) after \(answer.latency)"
        if let zone = answer.negativeZone { shows += ", SOA of \(WireText(zone))" }
        for error in answer.extendedErrors {
            shows += ", extended error \(error.code)\(error.text.map { " (\($0))" } ?? "")"
        }
        let control = lookup.control.flatMap { control in
            lookup.controlAnswer.map { answer in
                Finding.Proof(
                    control.index,
                    "the control resolver \(answer.server) answers "
                        + (answer.addresses.isEmpty
                            ? "with \(Denial.name(ofCode: answer.responseCode, isEmpty: true))"
                            : "with \(listing(answer.addresses.map(\.description)))"))
            }
        }
        return [Finding.Proof(lookup.observation, shows)] + [control].compactMap { $0 }
    }

    var codeName: String { Self.name(ofCode: answer.responseCode, isEmpty: answer.addresses.isEmpty) }

    /// RFC 6895 section 2.3.
    private static func name(ofCode code: Int?, isEmpty: Bool) -> String {
        switch code {
        case 0: isEmpty ? "NOERROR and no address" : "NOERROR"
        case 1: "FORMERR"
        case 2: "SERVFAIL"
        case 3: "NXDOMAIN"
        case 4: "NOTIMP"
        case 5: "REFUSED"
        case let code: "code \(code.map(String.init) ?? "unknown")"
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: String, refutedBy: String,
        in survey: Survey
    ) -> Finding {
        Finding(
            cause, lookup.severity(in: survey), from: [lookup.vantage],
            about: Finding.Subject(host: lookup.host.description, resolver: answer.server), owner: owner,
            confidence: confidence, summary: summary, evidence: proofs, refutedBy: refutedBy)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What look-ups say.
extension Witness {
    var answers: Word {
        let asked = lookups.filter { !$0.evidence.servers.isEmpty || $0.evidence.source != nil || $0.fails }
        return word(asked.map(\.observation), else: ResolveName.id)
    }

    /// A verified handshake says as much of an address as a second resolver (rule 5 of evidence), and an address that
    /// nobody can have needs neither.
    var controlResolver: Word {
        let names = Set(lookups.map(\.host) + contacts.map(\.host))
        let asked = finding.vantages.flatMap { scene.lookups(from: $0) }.filter { names.contains($0.host) }
        let controls = asked.filter { $0.controlAnswer != nil }.compactMap { $0.control?.index }
        // Of a name that was denied, it says that somebody else gave one.
        let denied = Set(asked.filter(\.fails).map(\.host))
        let redeemed = survey.seen(HandshakeTLS.self).filter { handshake in
            let host = handshake.about.host
            return names.contains(host) && !denied.contains(host) && handshake.evidence.isVerified
        }
        let impossible = asked.filter { lookup in
            !lookup.evidence.addresses.isEmpty && lookup.evidence.addresses.allSatisfy(\.isNeverAService)
        }
        // What the run was told to connect to, nobody was asked for.
        let given = asked.filter { $0.evidence.source == .given }
        return word(
            controls + redeemed.map(\.index) + (impossible + given).map(\.observation), else: AskControlResolver.id,
            AskSecondOpinion.id)
    }

    var overTCP: Word {
        let overTCP = lookups.compactMap(\.overTCP).filter { !$0.evidence.answers.isEmpty }
        let answered = lookups.filter { $0.hasAnswer && $0.overTCP == nil }
        return word(overTCP.map(\.index) + answered.map(\.observation), else: AskOverTCP.id)
    }

    /// A query that was refused, or answered, was not lost for its extensions.
    var plainQuery: Word {
        let told = lookups.filter { lookup in
            lookup.evidence.servers.contains { server in
                server.answers.contains { $0.result == .unreachable || ($0.result == .answered && $0.network == .udp) }
            }
        }
        return told.isEmpty ? .open(.notMeasured) : .told(told.map(\.observation))
    }
}

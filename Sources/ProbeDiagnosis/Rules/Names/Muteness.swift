import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up that no resolver answered, over UDP at least.
struct Muteness {
    let lookup: Lookup
    let answer: DNSAnswer
    let failure: Lookup.Failure
    /// No name of the vantage gets an answer: it is the resolver, whatever it is asked for.
    let isEveryName: Bool

    static func all(in survey: Survey) -> [Muteness] {
        survey.vantages.flatMap { vantage -> [Muteness] in
            let lookups = Lookup.all(from: vantage, in: survey)
            let mute = lookups.compactMap { lookup -> (Lookup, DNSAnswer, Lookup.Failure)? in
                // What this device itself stops has its own causes.
                guard lookup.fails, lookup.localError == nil, let (answer, failure) = lookup.decisive,
                    answer.result != .answered
                else { return nil }
                return (lookup, answer, failure)
            }
            return mute.map { lookup, answer, failure in
                Muteness(
                    lookup: lookup, answer: answer, failure: failure,
                    isEveryName: mute.count == lookups.count
                        && (lookups.count > 1 || !isSparedOnHost(lookup, in: survey)))
            }
        }
    }

    /// Containers ask for the hub alone; the host, which asks for more, tells whether it is the name or the resolver.
    private static func isSparedOnHost(_ lookup: Lookup, in survey: Survey) -> Bool {
        let host = Lookup.all(from: .host, in: survey)
        return lookup.vantage != .host && host.contains { $0.host == lookup.host && $0.fails }
            && host.contains { !$0.fails }
    }

    /// Rule 1 of evidence: silence needs two attempts.
    var isConfirmed: Bool {
        lookup.evidence.servers.flatMap(\.answers).allSatisfy { $0.result != .silent || $0.attempts > 1 }
    }

    /// Whose resolvers these are: a loopback address is this device's, and 127.0.0.11 the engine's.
    var owner: Owner {
        let servers = lookup.evidence.servers.map(\.server.address)
        if lookup.vantage != .host, servers == [VantageOrigin.engineResolver].compactMap(\.self) {
            return .containerEngine
        }
        return servers.allSatisfy(\.isLoopback) ? .device : .siteNetwork
    }

    var servers: String { listing(lookup.evidence.servers.map(\.server.description)) }

    var proofs: [Finding.Proof] {
        let silences = lookup.evidence.servers.compactMap { server in
            server.answers.first.map { answer in Finding.Proof(lookup.observation, clause(answer)) }
        }
        let overTCP = lookup.overTCP.flatMap { tcp in
            tcp.evidence.answers.first.map { answer in
                Finding.Proof(
                    tcp.index,
                    answer.result == .answered
                        ? "the same question over TCP is answered by \(answer.server) in \(answer.latency)"
                        : "over TCP \(answer.server) gives no answer either")
            }
        }
        let control = lookup.control.flatMap { control in
            control.evidence.answers.first.map { answer in
                Finding.Proof(
                    control.index,
                    answer.result == .answered
                        ? "the control resolver \(answer.server) answers in \(answer.latency)"
                        : "the control resolver \(answer.server) gives no answer either")
            }
        }
        return silences + [overTCP, control].compactMap { $0 }
    }

    private func clause(_ answer: DNSAnswer) -> String {
        switch answer.result {
        case .answered: "\(answer.server) answers"
        case .silent:
            "\(answer.attempts) datagram\(answer.attempts == 1 ? "" : "s") to \(answer.server), no answer within \(answer.latency)"
        case .malformed: "\(answer.server) sends back what is no DNS answer"
        case .unreachable:
            "\(answer.server) cannot be reached: \(answer.error ?? "an error")"
                + (answer.icmp.map {
                    ", ICMP \($0.type)/\($0.code)\($0.offender.map { " from \($0)" } ?? "")"
                } ?? "") + " after \(answer.latency)"
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: String, refutedBy: String,
        in survey: Survey
    ) -> Finding {
        let offender = answer.icmp?.offender
        let location: Finding.Location =
            offender.map {
                $0 == answer.server.address || answer.server.address.isLoopback
                    ? .unknown : Finding.Location(kind: .hop, address: $0, text: "\($0)")
            } ?? .unknown
        return Finding(
            cause, lookup.severity(in: survey), from: [lookup.vantage],
            about: Finding.Subject(host: isEveryName ? nil : lookup.host.description, resolver: answer.server),
            owner: owner,
            confidence: confidence, summary: summary, location: location, evidence: proofs, refutedBy: refutedBy)
    }
}

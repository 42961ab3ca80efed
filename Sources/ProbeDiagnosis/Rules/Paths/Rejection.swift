import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Contacts that somebody else's ICMP error answered, and what a finding about them says.
struct Rejection {
    let extent: Extent
    /// Nothing on kernels before 5.8, which keep the ICMP message to themselves.
    let icmp: ICMPError?

    /// The rejections of a meaning from all vantages; errors without ICMP count where they can mean nothing else.
    static func all(
        _ meanings: Set<ICMPError.Meaning>, orError error: SystemError? = nil, in scene: Scene
    ) -> [Rejection] {
        all(meanings, orError: error, in: scene) { known, contacts in
            // One finding for each box: what different boxes reject are different faults.
            known.compactMap(\.icmp).uniqued.flatMap { icmp in
                Extent.all(of: known.filter { $0.icmp == icmp }, among: contacts).map {
                    Rejection(extent: $0, icmp: icmp)
                }
            }
        }
    }

    /// Errors of routing, which do not depend on the port: together where one router's errors about several addresses are
    /// one fault, as a missing route is, and by whomever where it does not matter who sent the message.
    static func ofRouting(
        _ meaning: ICMPError.Meaning, orError error: SystemError? = nil, together: Bool, byWhomever isOne: Bool = false,
        in scene: Scene
    ) -> [Rejection] {
        all([meaning], orError: error, in: scene) { all, contacts in
            let known = all.filter { !$0.isSpared(among: contacts) }
            let messages = known.compactMap(\.icmp).uniqued
            return (isOne ? Array(messages.prefix(1)) : messages).flatMap { icmp in
                Extent.ofAddresses(known.filter { isOne || $0.icmp == icmp }, among: contacts, together: together).map {
                    Rejection(extent: $0, icmp: icmp)
                }
            }
        }
    }

    /// Errors of routing of which another port of the same address, that answers, knows nothing: a filter chose the message.
    static func ofPorts(_ meanings: Set<ICMPError.Meaning>, in scene: Scene) -> [Rejection] {
        all(meanings, orError: nil, in: scene) { all, contacts in
            let known = all.filter { $0.isSpared(among: contacts) }
            return known.compactMap(\.icmp).uniqued.flatMap { icmp in
                Extent.all(of: known.filter { $0.icmp == icmp }, among: contacts).map {
                    Rejection(extent: $0, icmp: icmp)
                }
            }
        }
    }

    private static func all(
        _ meanings: Set<ICMPError.Meaning>, orError error: SystemError?, in scene: Scene,
        grouped: (_ known: [Contact], _ contacts: [Contact]) -> [Rejection]
    ) -> [Rejection] {
        scene.vantages.flatMap { vantage in
            let contacts = scene.contacts(from: vantage)
            let known = contacts.filter { contact in
                guard case .rejected(let icmp) = contact.result else { return false }
                // What this device says to its containers is this device's doing.
                return !icmp.offenderIsLocal && !scene.isOwn(icmp.offender) && meanings.contains(icmp.meaning)
                    && scene.spentLimit(of: contact) == nil
            }
            let unknown = error.map { error in contacts.filter { $0.result == .unreachable(error) } } ?? []
            return grouped(known, contacts)
                + Extent.all(of: unknown, among: contacts).map { Rejection(extent: $0, icmp: nil) }
        }
    }

    /// The finding, whose `summary` makes the whole sentence from what is concerned and who rejects it.
    func finding(
        _ cause: Cause, needsRepetition: Bool = false, in scene: Scene,
        summary: (_ noun: Sentence, _ who: Sentence) -> Sentence
    ) -> Finding {
        let place = icmp.flatMap { icmp in
            extent.contacts.first.map { contact in
                icmp.meaning == .hopLimitExceeded
                    ? Whereabouts(ofLoopTo: contact, reportedBy: icmp, in: scene.survey)
                    : Whereabouts(of: icmp, at: contact, in: scene.survey)
            }
        }
        let isRepeated = extent.contacts.contains { $0.decisive.count > 1 } || extent.contacts.count > 1
        // What a container hears from its first hop may be this device's own word.
        let isProven = isRepeated && scene.vantages.contains(.host)
        let confidence: Finding.Confidence =
            icmp == nil || scene.mayBeOwnWord(to: extent.vantages)
            ? .possible : needsRepetition && !isProven ? .likely : .certain
        return extent.finding(
            cause, owner: .siteNetwork, confidence: confidence,
            summary: summary(extent.noun, place?.sender ?? "a router on the way"),
            location: place?.location ?? .unknown, evidence: extent.proofs(clause),
            refutedBy: "A TCP connection to \(extent.target) opens from this device.")
    }

    private func clause(_ contact: Contact, _ attempt: ConnectAttempt) -> Sentence {
        // Boxes may differ where they stand for one fault.
        guard let icmp = attempt.icmp ?? icmp else {
            guard let error = attempt.error else {
                return """
                    connecting to \(contact.remote) fails with an error after \(attempt.latency); this kernel does not \
                    tell whose ICMP message it was
                    """
            }
            return """
                connecting to \(contact.remote) fails with \(error) after \(attempt.latency); this kernel does not \
                tell whose ICMP message it was
                """
        }
        guard let offender = icmp.offender else {
            return """
                connecting to \(contact.remote) is answered with \(icmp) by an unknown router after \(attempt.latency)
                """
        }
        return "connecting to \(contact.remote) is answered with \(icmp) by \(offender) after \(attempt.latency)"
    }
}

extension Contact {
    fileprivate var icmp: ICMPError? {
        guard case .rejected(let icmp) = result else { return nil }
        return icmp
    }

    /// Another port of the address answers, and it is not the address itself that passes this one on to somebody who is off.
    fileprivate func isSpared(among contacts: [Contact]) -> Bool {
        icmp?.offender != remote.address
            && contacts.contains { $0.result == .answered && $0.remote.address == remote.address }
    }
}

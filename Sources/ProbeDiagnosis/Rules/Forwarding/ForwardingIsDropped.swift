package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// A rule of this device's firewall drops or rejects what containers send, or what is answered to them.
package struct ForwardingIsDropped: Rule {
    package static let causes: [Cause] = [.fwdDropped]
    package static let explains: [Cause] = Forwarding.symptoms

    package init() {}

    /// Ports that one rule closes look like the site's doing as a group.
    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).flatMap { path in
            let named = closing(path)
            if let everything = everything(path, named.map(\.drop)) { return [everything] }
            let places = named.map(\.drop.place).uniqued
            let contacts = places.flatMap { place in
                Extent.all(of: named.filter { $0.drop.place == place }.map(\.contact), among: path.contacts)
                    .map { extent in
                        finding(path, extent, named.filter { $0.drop.place == place }.map(\.drop), in: survey)
                    }
            }
            return contacts.isEmpty ? [unnamed(path)].compactMap { $0 } : contacts
        }
    }

    private struct Drop: Hashable {
        let observation: Int
        let walk: PacketWalk
        /// The rule; several may be the one.
        let place: RulePlace?
        let confidence: Finding.Confidence
    }

    /// The failing contacts, with the rule that closes each.
    private func closing(_ path: ContainerPath) -> [(contact: Contact, drop: Drop)] {
        path.contacts.compactMap { contact in
            switch contact.result {
            case .answered, .undecided, .droppedLocally, .denied: return nil
            // A REJECT with a TCP reset looks like the far end's refusal; where the host is refused too, it is that.
            case .refused where path.hostReaches(contact.remote) == nil: return nil
            case .refused, .rejected, .unreachable, .silent: break
            }
            return path.walks(of: contact).lazy.compactMap { drop($0.observation, $0.walk, path) }.first.map {
                (contact, $0)
            }
        }
    }

    private func drop(_ observation: Int, _ walk: PacketWalk, _ path: ContainerPath) -> Drop? {
        switch walk.verdict {
        case .passes: return nil
        case .dropped, .rejected:
            return Drop(observation: observation, walk: walk, place: walk.place, confidence: .certain)
        case .unclear:
            // A counter that rose meanwhile speaks for the rule; without one nobody can tell.
            guard let place = walk.place, rise(of: place, path) != nil else { return nil }
            return Drop(observation: observation, walk: walk, place: place, confidence: .likely)
        }
    }

    private func rise(of place: RulePlace, _ path: ContainerPath) -> Finding.Proof? {
        guard let counters = path.counters,
            let rise = counters.evidence.rules.first(where: { $0.place.description == place.description })
        else { return nil }
        return counters.shows("the rule \(place) counted \(rise.packets) packets meanwhile")
    }

    private func finding(_ path: ContainerPath, _ extent: Extent, _ drops: [Drop], in survey: Survey) -> Finding {
        let drop = drops[0]
        let verb = drop.walk.verdict == .rejected ? "rejects" : "drops"
        let what = drop.walk.packet.isAnswer ? "the answers to" : "what goes out from"
        let rule = drop.place.map { "\($0)" }
        let isPolicy = drop.place != nil && drop.place?.handle == nil
        let name = rule.map { isPolicy ? "the policy of its chain (\($0))" : "its rule \($0)" } ?? "one of its rules"
        let text = drop.place?.text.map { ": \($0)" } ?? ""
        var proofs = [
            Finding.Proof(
                drop.observation,
                "\(describe(drop.walk)) is \(drop.walk.verdict == .rejected ? "rejected" : "dropped") by "
                    + (rule ?? "one of \(drop.walk.unclear.map(\.description).joined(separator: ", "))") + text)
        ]
        proofs += drop.place.flatMap { rise(of: $0, path) }.map { [$0] } ?? []
        proofs += extent.contacts.prefix(3).flatMap { contact in
            (contact.result == .silent
                ? contact.silenceProofs
                : contact.proofs { "connecting to \(contact.remote) fails with \($0.error ?? "an error")" })
                + [path.hostReaches(contact.remote)].compactMap { $0 }
        }
        return path.finding(
            .fwdDropped, owner: .device, drops.map(\.confidence).contains(.certain) ? .certain : .likely,
            about: extent.subject, severity: extent.severity(in: survey),
            summary: "This device's firewall \(verb) \(what) the network \(path.network.name): \(name) stops "
                + "\(extent.description).",
            rule: rule, evidence: proofs,
            refutedBy: "A container's connection to \(extent.target) opens while the rule is in force.")
    }

    private func describe(_ walk: PacketWalk) -> String {
        let remote = walk.remote.map { "\($0)" } ?? "\(walk.packet.destination)"
        let network = walk.packet.network.rawValue
        return walk.packet.isAnswer
            ? "a \(network) answer from \(remote) to \(walk.packet.destination)"
            : "a \(network) packet from \(walk.packet.source.map { "\($0)" } ?? "a container") to \(remote)"
    }

    /// One rule that closes the resolvers and the hub alike: not either of them, but whatever the containers send.
    ///
    /// A rule that closes a resolver alone is `dns.container-blocked`, which names it.
    private func everything(_ path: ContainerPath, _ drops: [Drop]) -> Finding? {
        let queries = path.walks.compactMap { observation, walk -> Drop? in
            guard walk.remote?.port == 53 else { return nil }
            return drop(observation, walk, path)
        }
        let services =
            path.contacts.isEmpty
            ? path.hubWalks.compactMap { drop($0.observation, $0.walk, path) } : drops
        guard let query = queries.first(where: { query in services.contains { $0.place == query.place } }),
            let service = services.first(where: { $0.place == query.place }), let place = query.place
        else { return nil }
        let verb = query.walk.verdict == .rejected ? "rejects" : "drops"
        let text = place.text.map { ": \($0)" } ?? ""
        return path.finding(
            .fwdDropped, owner: .device, min(query.confidence, service.confidence),
            summary: "This device's firewall \(verb) whatever the containers of the network \(path.network.name) send: "
                + "\(place.handle == nil ? "the policy of its chain" : "its rule") \(place) stops names and "
                + "connections alike.",
            rule: "\(place)",
            evidence: [query, service].map { drop in
                Finding.Proof(drop.observation, "\(describe(drop.walk)) ends at \(place)\(text)")
            } + [rise(of: place, path)].compactMap { $0 } + path.silenceProofs,
            refutedBy: "A container gets an answer from outside while the rule is in force.")
    }

    /// Containers alone are silent, the kernel's settings allow them, and the rules cannot be walked.
    private func unnamed(_ path: ContainerPath) -> Finding? {
        guard let settings = path.settings, settings.evidence.forwardsIPv4 == true, path.hostReachesAll,
            !path.hasWayOut, path.answers.allSatisfy({ $0.lookup.interface == path.network.interface })
        else { return nil }
        let why: String
        switch settings.evidence.rules {
        case .missingRight: why = "its rules could not be read without CAP_NET_ADMIN (use sudo)"
        case .missingProgram: why = "there is no nft to read its rules with"
        case .failed: why = "its rules could not be read"
        case .read where !settings.evidence.legacyTables.isEmpty:
            why =
                "the rules of iptables-legacy (\(listing(settings.evidence.legacyTables.map(\.description)))) were not walked"
        case .read: return nil
        }
        return path.finding(
            .fwdDropped, owner: .device, .possible,
            summary:
                "Containers of the network \(path.network.name) get no answer where the host does, so this device's "
                + "firewall may drop them; \(why).",
            evidence: [settings.shows(why)] + path.silenceProofs
                + [path.hostReaches(path.failing.first?.remote)].compactMap { $0 },
            refutedBy: "The rules of this device let a container's packets pass, there and back.")
    }
}

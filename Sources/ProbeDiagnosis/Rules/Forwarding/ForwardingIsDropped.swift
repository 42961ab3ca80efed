package import ProbeCore
import Probes

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
            let places = named.map(\.drop.place).uniqued
            let contacts = places.flatMap { place in
                Extent.all(of: named.filter { $0.drop.place == place }.map(\.contact), among: path.contacts)
                    .map { extent in
                        finding(path, extent, named.filter { $0.drop.place == place }.map(\.drop), in: survey)
                    }
            }
            if !contacts.isEmpty { return contacts }
            return resolvers(path) ?? [unnamed(path)].compactMap { $0 }
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

    /// Queries to resolvers, where no name came to connect to.
    private func resolvers(_ path: ContainerPath) -> [Finding]? {
        guard path.contacts.isEmpty else { return nil }
        let silent = path.silentResolvers
        for (observation, walk) in path.walks where walk.verdict == .dropped || walk.verdict == .rejected {
            guard let remote = walk.remote, remote.port == 53, silent.contains(remote.address) else { continue }
            return [
                path.finding(
                    .fwdDropped, owner: .device, .certain, about: Finding.Subject(resolver: remote),
                    summary: "This device's firewall stops what the network \(path.network.name) asks the resolver "
                        + "\(remote.address): " + (walk.place.map { "\($0)" } ?? "one of its rules") + ".",
                    rule: walk.place.map { "\($0)" },
                    evidence: [
                        Finding.Proof(
                            observation, "\(describe(walk)) ends at \(walk.place.map { "\($0)" } ?? "a rule")")
                    ] + path.silenceProofs,
                    refutedBy: "A container's query to \(remote) is answered while the rule is in force.")
            ]
        }
        return nil
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

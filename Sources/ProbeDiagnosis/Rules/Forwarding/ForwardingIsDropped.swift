import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A rule of this device's firewall drops or rejects what containers send, or what is answered to them.
struct ForwardingIsDropped: Rule {
    static let causes: [Cause] = [.fwdDropped]
    static let explains: [Cause] = Symptoms.ofForwarding

    /// Ports that one rule closes look like the site's doing as a group.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Symptoms.accountsOnThisDevice(for: symptom, by: finding)
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.paths.flatMap { path in
            let named = closing(path)
            if let everything = everything(path, named.map(\.drop)) ?? questions(path) { return [everything] }
            let places = named.map(\.drop.place).uniqued
            let contacts = places.flatMap { place in
                Extent.all(of: named.filter { $0.drop.place == place }.map(\.contact), among: path.contacts)
                    .map { extent in
                        finding(path, extent, named.filter { $0.drop.place == place }.map(\.drop))
                    }
            }
            return (contacts.isEmpty ? [unnamed(path)].compactMap { $0 } : contacts)
        } + heldBack(scene) + toCome(in: scene).map(\.foreseen)
    }

    private struct Drop: Hashable {
        let observation: Int
        let walk: PacketWalk
        /// The rule; several may be the one.
        let place: RulePlace?
        let confidence: Finding.Confidence

        var isRejection: Bool { walk.verdict == .rejected }
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
            let rise = counters.evidence.rules.first(where: { $0.place.isSame(as: place) })
        else { return nil }
        return counters.shows("the rule \(place) counted \(rise.packets) packets meanwhile")
    }

    private func finding(_ path: ContainerPath, _ extent: Extent, _ drops: [Drop]) -> Finding {
        let drop = drops[0]
        var proofs = [Finding.Proof(drop.observation, end(of: drop))]
        proofs += drop.place.flatMap { rise(of: $0, path) }.map { [$0] } ?? []
        proofs += extent.contacts.prefix(3).flatMap { contact in
            contact.failureProofs + [path.hostReaches(contact.remote)].compactMap { $0 }
        }
        return path.finding(
            .fwdDropped, owner: .device, drops.map(\.confidence).contains(.certain) ? .certain : .likely,
            about: extent.subject, severity: extent.severity, summary: summary(path, extent, drop),
            culprit: drop.place.map(Culprit.init), evidence: proofs,
            refutedBy: "A container's connection to \(extent.target) opens while the rule is in force.")
    }

    private func summary(_ path: ContainerPath, _ extent: Extent, _ drop: Drop) -> Sentence {
        let network = SentenceArgument.network(path.network.name)
        let rule: Sentence =
            drop.place.map { $0.isPolicy ? "the policy of its chain (\($0))" : "its rule \($0)" }
            ?? "one of its rules"
        return switch (drop.isRejection, drop.walk.packet.isAnswer) {
        case (true, true):
            "This device's firewall rejects the answers to the network \(network): \(rule) stops \(extent.noun)."
        case (true, false):
            "This device's firewall rejects what goes out from the network \(network): \(rule) stops \(extent.noun)."
        case (false, true):
            "This device's firewall drops the answers to the network \(network): \(rule) stops \(extent.noun)."
        case (false, false):
            "This device's firewall drops what goes out from the network \(network): \(rule) stops \(extent.noun)."
        }
    }

    /// What became of a packet, and the rule that did it, in nft's words.
    private func end(of drop: Drop) -> Sentence {
        let packet = describe(drop.walk)
        let candidates = drop.walk.unclear.map { SentenceArgument.fact(Culprit($0)) }
        let culprit: Sentence = drop.place.map { "\($0)" } ?? "one of \(listing: candidates)"
        let shows: Sentence =
            drop.isRejection ? "\(packet) is rejected by \(culprit)" : "\(packet) is dropped by \(culprit)"
        return drop.place?.text.map { "\(shows): \($0)" } ?? shows
    }

    private func describe(_ walk: PacketWalk) -> Sentence {
        let remote: SentenceArgument = walk.remote.map { .socket($0) } ?? .address(walk.packet.destination)
        let network = Term(walk.packet.network)
        if walk.packet.isAnswer { return "a \(network) answer from \(remote) to \(walk.packet.destination)" }
        return walk.packet.source.map { "a \(network) packet from \($0) to \(remote)" }
            ?? "a \(network) packet from a container to \(remote)"
    }

    /// One rule that closes the resolvers and the hub alike: not either of them, but whatever the containers send.
    ///
    /// A rule that closes a resolver alone is `dns.container-blocked`, which names it.
    private func everything(_ path: ContainerPath, _ drops: [Drop]) -> Finding? {
        let queries = path.walks.compactMap { observation, walk -> Drop? in
            // Where names resolve, no counter makes a drop of a question out of a rule that may or may not match it.
            guard walk.remote?.port == 53, walk.verdict != .unclear || path.isNameless else { return nil }
            return drop(observation, walk, path)
        }
        let services =
            path.contacts.isEmpty
            ? path.hubWalks.compactMap { drop($0.observation, $0.walk, path) } : drops
        guard let query = queries.first(where: { query in services.contains { $0.place == query.place } }),
            let service = services.first(where: { $0.place == query.place }), let place = query.place
        else { return nil }
        let network = SentenceArgument.network(path.network.name)
        let rule: Sentence = place.isPolicy ? "the policy of its chain \(place)" : "its rule \(place)"
        return path.finding(
            .fwdDropped, owner: .device, min(query.confidence, service.confidence),
            summary: query.isRejection
                ? """
                This device's firewall rejects whatever the containers of the network \(network) send: \(rule) stops names \
                and connections alike.
                """
                : """
                This device's firewall drops whatever the containers of the network \(network) send: \(rule) stops names \
                and connections alike.
                """,
            culprit: Culprit(place),
            evidence: [query, service].map { drop in
                let shows: Sentence = "\(describe(drop.walk)) ends at \(place)"
                return Finding.Proof(drop.observation, place.text.map { "\(shows): \($0)" } ?? shows)
            } + [rise(of: place, path)].compactMap { $0 } + path.silenceProofs,
            refutedBy: "A container gets an answer from outside while the rule is in force.")
    }

    /// Every question of the containers ends here, and nobody knows an address by which more could be seen.
    ///
    /// Where the host is answered, a rule that closes the resolver is `dns.container-blocked`; and where a query is led into another
    /// network of the engine's, it is its route that is wrong, whatever rule it meets there.
    private func questions(_ path: ContainerPath) -> Finding? {
        guard path.isNameless, path.hubWalks.isEmpty else { return nil }
        let queries = path.walks.filter {
            $0.walk.remote?.port == 53 && $0.walk.packet.network == .udp && !$0.walk.packet.isAnswer
        }
        let drops = queries.compactMap { observation, walk in
            walk.verdict == .unclear ? nil : drop(observation, walk, path)
        }
        guard let first = drops.first, let place = first.place, drops.count == queries.count,
            drops.allSatisfy({ $0.place == place }),
            !drops.contains(where: { drop in
                drop.walk.remote.flatMap(path.hostIsAnswered) != nil || path.isLedAside(drop.walk)
            })
        else { return nil }
        let network = SentenceArgument.network(path.network.name)
        let rule: Sentence = place.isPolicy ? "the policy of its chain \(place)" : "its rule \(place)"
        return path.finding(
            .fwdDropped, owner: .device, .certain,
            summary: first.isRejection
                ? """
                This device's firewall rejects what the containers of the network \(network) ask resolvers: \(rule) stops every \
                look-up.
                """
                : """
                This device's firewall drops what the containers of the network \(network) ask resolvers: \(rule) stops every \
                look-up.
                """,
            culprit: Culprit(place),
            evidence: drops.prefix(2).map { drop in
                let shows: Sentence = "\(describe(drop.walk)) ends at \(place)"
                return Finding.Proof(drop.observation, place.text.map { "\(shows): \($0)" } ?? shows)
            } + path.silenceProofs,
            refutedBy: "A container gets an answer from a resolver while the rule is in force.")
    }

    /// Containers alone are silent, the kernel's settings allow them, and the rules cannot be walked.
    private func unnamed(_ path: ContainerPath) -> Finding? {
        guard let settings = path.settings, settings.evidence.forwardsIPv4 == true, path.hostReachesAll,
            !path.hasWayOut, path.answers.allSatisfy({ $0.lookup.interface == path.network.interface })
        else { return nil }
        let why: Sentence
        switch settings.evidence.rules {
        case .missingRight: why = "its rules could not be read without CAP_NET_ADMIN (use sudo)"
        case .missingProgram: why = "there is no nft to read its rules with"
        case .failed: why = "its rules could not be read"
        case .tooLong: why = "its rules are longer than what is read of them"
        case .read where !settings.evidence.unreadTables.isEmpty:
            let tables = settings.evidence.unreadTables
            why = "the rules of iptables-legacy (\(tables)) were not walked"
        case .read: return nil
        }
        return path.finding(
            .fwdDropped, owner: .device, .possible,
            summary: """
                Containers of the network \(network: path.network.name) get no answer where the host does, so this \
                device's firewall may drop them; \(why).
                """,
            evidence: path.silenceProofs + [settings.shows(control: why)]
                + [path.hostReaches(path.failing.first?.remote)].compactMap { $0 },
            refutedBy: "The rules of this device let a container's packets pass, there and back.")
    }
}

extension ContainerPath {
    /// The packet goes to a bridge of the engine's, and not out.
    fileprivate func isLedAside(_ walk: PacketWalk) -> Bool {
        guard let outgoing = walk.packet.outgoing ?? walk.remote.flatMap({ way(to: $0)?.lookup.interface }) else {
            return false
        }
        return routes.evidence.networks.contains { $0.interface == outgoing }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

extension OutputIsDropped {
    /// Connections of the host that open, and whose data a rule of its own stops, or may.
    func heldBack(_ scene: Scene) -> [Finding] {
        DataHold.all(from: .host, scene).flatMap { hold in
            Extent.all(of: hold.contacts, among: scene.contacts(from: .host)).map { extent in
                let failure = LocalFailure(extent, proofs: hold.proofs)
                var finding = failure.finding(
                    .hostOutputDropped, confidence: hold.confidence,
                    summary: hold.rise == nil
                        ? """
                        Outgoing \(failure.noun) opens and gets no further; whether this device's own firewall drops what it carries \
                        cannot be told of its rule \(hold.place).
                        """
                        : """
                        This device's own firewall drops what outgoing \(failure.noun) carries once it is open: \
                        \(Culprit(hold.place)).
                        """,
                    refutedBy: "The rule counts nothing while a connection to \(failure.target) fails.")
                finding.severity = hold.severity
                finding.explains = hold.explains
                finding.location.culprit = Culprit(hold.place)
                return finding
            }
        }
    }

    /// Connections and questions of the host that a rule of its own gives a source which no interface of this device has.
    func astray(_ scene: Scene) -> [Finding] {
        let walks = (scene.survey.walksToServices + scene.survey.walksToResolvers).filter { _, walk in
            walk.leavesHost && walk.foreignSource != nil && walk.verdict == .passes
        }
        let contacts = scene.contacts(from: .host)
        let connections = walks.compactMap(\.walk.sourceRule).uniqued.flatMap { place -> [Finding] in
            let mine = walks.filter { $0.walk.sourceRule == place }
            let silent = contacts.filter { contact in
                contact.result == .silent && mine.contains { $0.walk.remote == contact.remote }
            }
            return Extent.all(of: silent, among: contacts).compactMap { extent in
                let failure = LocalFailure(
                    extent, proofs: extent.proofs { contact, _ in "no answer to SYNs to \(contact.remote) is heard" })
                return mine.first { walked in silent.contains { $0.remote == walked.walk.remote } }
                    .flatMap { self.astray(failure, $0, place) }
            }
        }
        let names = scene.mutenesses.filter { $0.lookup.vantage == .host }.compactMap { muteness -> Finding? in
            let mine = muteness.servers.compactMap { server in walks.first { $0.walk.remote == server } }
            guard let first = mine.first, let place = first.walk.sourceRule, let server = muteness.servers.first,
                mine.count == muteness.servers.count
            else { return nil }
            let failure = LocalFailure(
                muteness.lookup, server,
                because: "no answer of \(server) is heard when it is asked for \(muteness.lookup.host)")
            return astray(failure, first, place)
        }
        return connections + names
    }

    private func astray(_ failure: LocalFailure, _ walked: Survey.Walked, _ place: RulePlace) -> Finding? {
        guard let source = walked.walk.foreignSource else { return nil }
        var finding = failure.finding(
            .hostOutputDropped, confidence: .likely,
            summary: """
                A rule of this device's own gives outgoing \(failure.noun) the source \(source), an address that none of its \
                interfaces has, so answers go to somebody else: \(Culprit(place)).
                """,
            refutedBy: "An answer to \(source) arrives at this device while the rule is in force.")
        finding.location.culprit = Culprit(place)
        let shows: Sentence = "an outgoing packet is given the source \(source) by \(place)"
        finding.evidence.append(
            Finding.Proof(walked.observation, place.text.map { "\(shows): \($0)" } ?? shows))
        return finding
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Names have addresses that a resolver made for a translator (DNS64), and the translator (NAT64) takes no packet to them.
///
/// Only of several: where one of them answers, the translator lives, and the others are filtered, or gone.
struct TranslatorIsSilent: Rule {
    static let causes: [Cause] = [.ipv6NAT64Silent]
    static let explains: [Cause] = [
        .tcpDroppedAll, .tcpDroppedIP, .tcpDroppedPort, .tcpNetUnreachable, .tcpHostUnreachable, .tcpAdminProhibited,
        .tcpRejectedICMP, .tcpLoop, .routeNone, .dnsNodata, .ipv6Broken, .dpsBlocked, .transportOnly443,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { alone($0, scene) ?? beside($0, scene) }
    }

    /// This device has no IPv4, and all that it can reach is what the translator leads to.
    private func alone(_ vantage: Vantage, _ scene: Scene) -> Finding? {
        let contacts = scene.contacts(from: vantage)
        let translated = contacts.filter { $0.translator != nil }
        guard let first = translated.first, let prefix = first.translator, translated.allSatisfy(\.isLostBeyond),
            Set(translated.map(\.remote.address)).count > 1
        else { return nil }
        // An address of IPv6's own that answers leaves nobody else to blame.
        let native = contacts.first {
            $0.translator == nil && $0.remote.address.family == .v6 && $0.result == .answered
        }
        let whereabouts = place(of: first, scene)
        var finding = Finding(
            .ipv6NAT64Silent, translated.map(\.severity).max() ?? .info, from: [vantage], about: Finding.Subject(),
            owner: .siteNetwork, confidence: native == nil ? .likely : .certain,
            summary: """
                The site's NAT64 (\(prefix)) leads nowhere: this device has no IPv4, its resolver makes addresses for the \
                translator out of those of \(listing: translated.map(\.host).uniqued), and nothing answers at any of them.
                """,
            location: whereabouts.location,
            evidence: translated.flatMap(\.failureProofs) + made(translated, from: vantage, in: scene)
                + [native?.answerProof].compactMap(\.self) + whereabouts.proofs,
            refutedBy: "A TCP connection to an address in \(prefix) opens from this device.")
        finding.parts = translated.map(\.subject).uniqued
        return finding
    }

    /// IPv4 works; clients that try IPv6 first wait in vain.
    private func beside(_ vantage: Vantage, _ scene: Scene) -> Finding? {
        let direct = scene.endpoints(from: vantage).filter { $0.via == .direct }
        let attempts = direct.filter { scene.survey.connectsOverIPv4($0, from: vantage) }.flatMap { endpoint in
            scene.survey.attempts(at: endpoint, from: vantage)
        }
        let answered = attempts.filter { $0.attempt.result == .connected }
        let addresses = attempts.map(\.attempt.remote.address).filter { $0.family == .v4 }
        let translated = attempts.compactMap { observation, attempt in
            attempt.remote.address.translator(of: addresses).map {
                (observation: observation, attempt: attempt, prefix: $0)
            }
        }
        let lost = translated.filter { !$0.attempt.isSynchronous && $0.attempt.result != .connected }
        guard let first = lost.first, let source = lost.lazy.compactMap(\.attempt.localAddress?.address).first,
            let control = answered.first(where: { $0.attempt.remote.address.family == .v4 }),
            lost.count > 1, !translated.contains(where: { $0.attempt.result == .connected })
        else { return nil }
        return Finding(
            .ipv6NAT64Silent, source.isGlobal ? .warning : .info, from: [vantage],
            about: Finding.Subject(), owner: .siteNetwork, confidence: .likely,
            summary: """
                The site's NAT64 (\(first.prefix)) leads nowhere, and IPv4 works: programs that try IPv6 first wait for \
                addresses that the resolver makes for the translator.
                """,
            evidence: lost.prefix(4).map { observation, attempt, _ in
                Finding.Proof(observation, "no connection to \(attempt.remote) opens")
            } + [
                Finding.Proof(
                    control.observation, "\(control.attempt.remote) accepts in \(control.attempt.latency)", .control)
            ],
            refutedBy: "A TCP connection to an address in \(first.prefix) opens from this device.")
    }

    private func place(of contact: Contact, _ scene: Scene) -> Whereabouts {
        guard case .rejected(let icmp) = contact.result else {
            return Whereabouts(ofSilenceAt: contact, in: scene.survey)
        }
        return Whereabouts(of: icmp, at: contact, in: scene.survey)
    }

    /// What the resolver answered, of the first name.
    private func made(_ contacts: [Contact], from vantage: Vantage, in scene: Scene) -> [Finding.Proof] {
        let hosts = Set(contacts.map(\.host))
        return scene.lookups(from: vantage).lazy.filter { hosts.contains($0.host) }.prefix(1).map { lookup in
            Finding.Proof(lookup.observation, "\(lookup.host) has the addresses \(lookup.evidence.addresses)")
        }
    }

    /// Whatever else is made of the silence; where IPv4 works, what is made of that of IPv6.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Set(finding.vantages).isSuperset(of: symptom.vantages)
            && (finding.parts.isEmpty ? symptom.cause == .ipv6Broken : symptom.subject.resolver == nil)
    }
}

extension Contact {
    /// Silence, or a router's word that it knows no way: nothing of the far end's.
    fileprivate var isLostBeyond: Bool {
        switch result {
        case .silent, .unreachable: true
        case .rejected(let icmp): !icmp.offenderIsLocal
        case .answered, .refused, .denied, .undecided, .droppedLocally: false
        }
    }
}

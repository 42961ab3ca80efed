import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name does not exist, as far as anybody who was asked knows.
struct NameDoesNotExist: Rule {
    static let causes: [Cause] = [.dnsNxdomain]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] { denied(in: scene) + invented(in: scene) + deniedToProxy(in: scene) }

    /// The proxy opens tunnels, and finds no address for this one name: its own rules have no part in that.
    private func deniedToProxy(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ProxyRefusal($0, in: scene) }.filter(\.isOfName).map { refusal in
            let (ascent, tunnel) = (refusal.ascent, refusal.tunnel)
            let proxy = scene.proxy(of: tunnel.evidence)
            let open = scene.ascents(from: ascent.vantage).compactMap { other in
                other.seen(OpenTunnel.self).flatMap { $0.evidence.isOpen ? (other.place, $0) : nil }
            }.first
            return Finding(
                .dnsNxdomain, ascent.severity, from: [ascent.vantage],
                about: Finding.Subject(ascent.endpoint.host, via: .proxy), owner: .hubConfiguration,
                confidence: .likely,
                summary: ascent.endpoint.host == scene.assignment.hub
                    ? """
                    The proxy \(proxy) finds no address for \(ascent.endpoint.host): no such hub exists, or the name is \
                    misspelt.
                    """
                    : """
                    The proxy \(proxy) finds no address for \(ascent.endpoint.host): no such name exists, or it is misspelt.
                    """,
                evidence: [
                    refusal.answer.map { tunnel.shows($0) },
                    open.map { $0.1.shows(control: "the proxy opens a tunnel to \($0.0)") },
                ].compactMap(\.self) + (refusal.denial?.proofs ?? []),
                refutedBy: "Any resolver has an address for \(ascent.endpoint.host).",
                explains: [.dnsNxdomain] + ClosedSite.symptoms(from: ascent.vantage, in: scene))
        }
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).contains(symptom)
            || (finding.subject.via == .proxy && ClosedSite.accounts(for: symptom, by: finding))
    }

    /// A resolver outside denies the name, and the site's gives it an address at which somebody else answers: that of a page
    /// for misspelt names.
    private func invented(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup -> Finding? in
            let credence = Credence(of: lookup, in: scene.survey)
            guard !credence.isRedeemed, case .denies = credence.opinion, let control = lookup.control,
                let denial = lookup.controlAnswer, denial.responseCode == 3,
                let stranger = credence.stranger, let address = lookup.evidence.addresses.first,
                let server = lookup.evidence.servers.first(where: { $0.answers.contains { !$0.addresses.isEmpty } })?
                    .server
            else { return nil }
            return Finding(
                .dnsNxdomain, lookup.severity, from: [lookup.vantage],
                about: Finding.Subject(lookup.host, resolver: server), owner: .hubConfiguration, confidence: .likely,
                summary: """
                    The name \(lookup.host) does not exist (NXDOMAIN from \(denial.server)); \(server) gives it the \
                    address \(address) all the same, where somebody else answers.
                    """,
                evidence: [
                    Finding.Proof(control.index, "the control resolver \(denial.server) answers with NXDOMAIN"),
                    Finding.Proof(lookup.observation, "\(server) answers with \(lookup.evidence.addresses)"),
                    stranger.shows("what answers at \(address) does not prove to be \(lookup.host)"),
                ],
                refutedBy: "A resolver outside the site has an address for \(lookup.host).",
                explains: NameIsSinkholed.explains)
        }
    }

    /// A resolver outside has an address for what a private zone of this network denies.
    private func isHidden(_ denial: Denial) -> Bool { denial.isOfPrivateZone && denial.lookup.controlKnows }

    /// Every resolver is heard to deny a name that exists for everybody.
    private func isWithheld(_ denial: Denial) -> Bool {
        denial.failure == .nxdomain && denial.lookup.host.isOfEverybody && denial.controlAgrees && !isHidden(denial)
    }

    private func denied(in scene: Scene) -> [Finding] {
        scene.denials.filter { $0.failure == .nxdomain && !$0.isFiltered }.map { denial in
            let zone = denial.parentZone
            let isPrivate = denial.lookup.goesThroughPrivateLink || (zone?.hasPrefix("privatelink.") ?? false)
            let isHub = denial.lookup.host == scene.assignment.hub
            // Only a second opinion proves it, with the parent zone's own SOA record, which speaks for it alone as well; a bare
            // denial speaks for nothing. A name that is known to exist is withheld, whoever says otherwise.
            let isKnownToExist = denial.lookup.host.isOfEverybody
            let isWithheld = isWithheld(denial)
            // Where that is done on the way, it may be done to this one as well.
            let isBelieved = denial.controlAgrees && !scene.denials.contains(where: self.isWithheld)
            let confidence: Finding.Confidence =
                isHidden(denial) || (denial.agreedZone != nil && !isKnownToExist)
                ? .certain
                : isBelieved || isWithheld || (zone != nil && !isKnownToExist) ? .likely : .possible
            let reason: Sentence =
                if isHidden(denial) {
                    "it is an alias into a private zone that this network is given, and that zone has no record of it"
                } else if isPrivate {
                    "its private zone has no such record, or is not linked to this network"
                } else if confidence == .possible {
                    denial.owner == .device
                        ? "this device's own resolver may be withholding it, or whom it asks, or the name is wrong"
                        : isKnownToExist
                            ? "the site's resolver may be withholding it, for it does exist elsewhere"
                            : "the site's resolver may be withholding it, or the name is wrong"
                } else {
                    isHub
                        ? "no such hub exists, or the name is misspelt"
                        : "no such name exists, or it is misspelt"
                }
            return denial.finding(
                .dnsNxdomain, owner: confidence == .possible || isWithheld ? denial.owner : .hubConfiguration,
                confidence: confidence,
                summary: isWithheld
                    ? """
                    \(denial.answer.server) denies the name \(denial.lookup.host) (NXDOMAIN), and so does a resolver outside the site, \
                    although it exists: something on the way seems to answer in their place.
                    """
                    : """
                    The name \(denial.lookup.host) does not exist (NXDOMAIN from \(denial.answer.server)): \(reason).
                    """,
                refutedBy: isHidden(denial)
                    ? "A resolver of this network has an address for \(denial.lookup.host)."
                    : "Any resolver has an address for \(denial.lookup.host).")
        }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// One service's chain ends at a root that is not known here, while other services verify.
///
/// Also where the host's own store lacks a public root, or the hub's that the command line gave: the engine and the identity
/// service judge by that store. A store that vouches for nothing here may be a tester's own affair, and a root which it lacks
/// is worth no more than a remark then; not where Microsoft's public services end at a given root as well, as behind a box
/// that inspects everything.
struct AuthorityIsUnknown: Rule {
    static let causes: [Cause] = [.tlsUnknownCA]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { unknown(among: scene.chains(from: $0)) } + scene.ascents.compactMap(missingInTheStore)
            + scene.ascents.compactMap(missingInTheBundle) + missingGivenRoots(in: scene)
    }

    private func unknown(among comparison: ChainComparison) -> [Finding] {
        guard case .unknownAuthority(let confidence, let why) = comparison.conclusion else { return [] }
        return comparison.unknown.map { shown in
            shown.ascent.finding(
                .tlsUnknownCA, owner: .device, confidence,
                "The chain of \(shown.ascent.endpoint.host) ends at a root that this device does not know; \(why).",
                evidence: [shown.proof] + comparison.known.prefix(1).map(\.controlProof),
                refutedBy: "The chain verifies once its root is given with --ca-file.")
        }
    }

    private func missingInTheStore(_ ascent: Ascent) -> Finding? {
        guard ascent.isJudgedByTheHost, let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.isVerified,
            !ladder.evidence.isTrustedByThisHost
        else { return nil }
        var finding = ascent.finding(
            .tlsUnknownCA, owner: .device, .certain,
            "This host's certificate store lacks the public root of \(ascent.endpoint.host).",
            evidence: [ladder.shows("the chain verifies with the public roots, and not with the host's own store")],
            refutedBy: "The chain verifies with the host's own store, once its CA certificates are up to date.")
        finding.severity = ascent.gravest
        return finding
    }

    /// A parent whose root this host's store has and no trust bundle: modules are given the bundle, and not the store.
    private func missingInTheBundle(_ ascent: Ascent) -> Finding? {
        guard ascent.endpoint.service == .hub, !ascent.endpoint.host.isMicrosofts,
            let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .completed,
            ladder.evidence.isTrustedByThisHostAlone
        else { return nil }
        let host = ascent.endpoint.host
        return ascent.finding(
            .tlsUnknownCA, owner: .device, .likely,
            """
            The root of \(host) is in this host's certificate store and not in a trust bundle: modules, which are given the \
            bundle and not the store, will not know it.
            """,
            evidence: [ladder.shows("the chain verifies with the host's own store alone")],
            refutedBy: "The chain verifies with the root that trust_bundle_cert names.")
    }

    private func missingGivenRoots(in scene: Scene) -> [Finding] {
        // Where somebody signs in the services' place, what the store would make of them is another question.
        guard scene.survey.vantages.contains(.host), scene.chains(from: .host).unknown.isEmpty,
            // A demonstration's root is its own, and nobody's store is to have it.
            !scene.assignment.isDemonstration
        else { return [] }
        let ascents = scene.ascents.filter { ascent in
            // What is so on the direct way is not said of the proxy's once more.
            ascent.endpoint.via == .direct || !scene.ascents.contains { $0.isDirect(of: ascent) }
        }
        return ascents.compactMap { ascent in
            guard ascent.isJudgedByTheHost, let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.isVerified,
                ladder.evidence.isTrustedByGivenRootsAlone
            else { return nil }
            let host = ascent.endpoint.host
            let isRefused = scene.survey.isRefusedByTheHost(ladder)
            // A remark about the hub stands for all of them.
            guard isRefused || ascent.endpoint.service == .hub else { return nil }
            var finding = ascent.finding(
                .tlsUnknownCA, owner: .device, .certain,
                !isRefused
                    ? """
                    The root given for \(host) counts for this run; this host's certificate store lacks it, and by that store \
                    the engine and the identity service judge.
                    """
                    : ascent.endpoint.service == .hub
                        ? """
                        This host's certificate store lacks the given root of \(host): the identity service, which judges by \
                        that store, will refuse the hub.
                        """
                        : ascent.endpoint.service == .dps
                            ? """
                            This host's certificate store lacks the given root of \(host): the identity service, which judges \
                            by that store, will not be provisioned there.
                            """
                            : """
                            This host's certificate store lacks the given root of \(host): the engine, which judges by that store, \
                            will pull nothing from there.
                            """,
                evidence: [
                    ladder.shows("the chain verifies with the roots given, and not with the host's own store")
                ] + vouching(in: scene.survey, besides: host),
                refutedBy: "The chain verifies with the host's own store, once the root is installed there.")
            finding.severity = isRefused ? ascent.gravest : .info
            return finding
        }
    }

    /// What shows that the store is this device's own.
    private func vouching(in survey: Survey, besides host: HostName) -> [Finding.Proof] {
        if let other = survey.systemStoreVouches(besides: host) {
            return [other.shows(control: "the host's own store vouches for \(other.about.host)")]
        }
        guard let inspected = survey.publicServiceOfGivenRoot,
            let hasPublicRoots = inspected.evidence.verification(by: .system)?.hasPublicRoots
        else { return [] }
        return [
            inspected.shows(
                control: hasPublicRoots
                    ? "so does that of \(inspected.about.host), although the host's own store has public roots"
                    : "so does that of \(inspected.about.host), and the host's own store has no public root at all")
        ]
    }
}

extension ChainComparison.Shown {
    /// The chain as one that others were held against.
    var controlProof: Finding.Proof { Finding.Proof(proof.observation, proof.shows, .control) }
}

extension Handshake {
    /// What software on the host makes of the chain; true where its store was not asked.
    var isTrustedByThisHost: Bool {
        guard let system = verification(by: .system) else { return true }
        return isKnown(by: system) || (verification(by: .given).map(isKnown) ?? false)
    }

    /// Dates count where some store has a way to a root that is in date: this one lacks it, and has one that is over, as that of a
    /// root whose successor everybody else has.
    fileprivate func isKnown(by verification: Verification) -> Bool {
        verification.isTrusted || (verification.isTrustedIgnoringDates && !verifications.contains(where: \.isTrusted))
    }
}

extension Handshake {
    /// As private roots are that only the command line named; false where the host's own store was not asked.
    var isTrustedByGivenRootsAlone: Bool {
        guard let system = verification(by: .system), let given = verification(by: .given) else { return false }
        return isKnown(by: given) && !isKnown(by: system)
            && !(verification(by: .publicRoots).map(isKnown) ?? false)
    }
}

extension Survey {
    /// A private root that only the command line named, in a chain that this device's own software will be shown.
    ///
    /// The engine takes some registries' roots from a folder of its own, which counts as given here.
    func isRefusedByTheHost(_ seen: Seen<HandshakeTLS>) -> Bool {
        // A demonstration's root is its own, and nobody's store is to have it.
        guard seen.evidence.isTrustedByGivenRootsAlone, !assignment.isDemonstration else { return false }
        if seen.about.service == .registry {
            guard let known = assignment.registriesWithRoots, !known.contains(seen.about.host) else { return false }
        }
        return systemStoreVouches(besides: seen.about.host) != nil || publicServiceOfGivenRoot != nil
    }

    /// A service of Microsoft's, public everywhere, whose chain ends at a root that only the command line named.
    ///
    /// What shows it stands in for the service, unless `--connect-to` led there. Older reports do not say what kind of a store the host has, and nothing
    /// is made of it there.
    var publicServiceOfGivenRoot: Seen<HandshakeTLS>? {
        seen(HandshakeTLS.self, from: .host).first { seen in
            (seen.about.service == .dps || seen.about.host.isPublicRegistry) && seen.evidence.isVerified
                && seen.evidence.isTrustedByGivenRootsAlone
                && seen.evidence.verification(by: .system)?.hasPublicRoots != nil
                && !(self.seen(ConnectEndpoint.self, about: seen.about, from: .host)?.evidence.wasRedirected ?? false)
        }
    }

    /// Another service that the host's own store trusts: it is in use, and knows what this device needs.
    func systemStoreVouches(besides host: HostName) -> Seen<HandshakeTLS>? {
        seen(HandshakeTLS.self, from: .host).first { seen in
            seen.about.host != host && seen.about.transport == .https
                && (seen.evidence.verification(by: .system)?.isTrusted ?? false)
        }
    }
}

extension Ascent {
    /// The same service's direct way, all the way up to its certificate.
    fileprivate func isDirect(of other: Ascent) -> Bool {
        vantage == other.vantage && endpoint == other.endpoint.through(.direct) && seen(HandshakeTLS.self) != nil
    }
}

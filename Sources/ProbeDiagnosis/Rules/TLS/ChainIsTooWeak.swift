import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A chain that is trusted, with a key or a signature that TLS libraries refuse by their defaults.
///
/// Our own handshakes take every chain, to show it. Those who will be shown it do not: the identity service judges by this host's
/// OpenSSL, whose level was measured; the engine, which is written in Go, takes short keys and no weak digest; modules judge by the
/// libraries of their images, whose level is the usual one.
struct ChainIsTooWeak: Rule {
    static let causes: [Cause] = [.tlsWeakChain]
    static let explains: [Cause] = []

    /// The default of OpenSSL since 3.2, and of Debian's, Ubuntu's and Red Hat's builds long before.
    private static let usual = 2

    func findings(in scene: Scene) -> [Finding] { scene.ascents.compactMap(finding) }

    private func finding(_ ascent: Ascent) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .completed,
            ladder.evidence.matchesName, let weakness = ladder.evidence.weakness, isRefused(weakness, ascent, ladder)
        else { return nil }
        let host = ascent.endpoint.host
        let issuer = ladder.evidence.topIssuer
        var finding = ascent.finding(
            .tlsWeakChain, owner: host.isMicrosofts ? ascent.pathOwner : .hubConfiguration,
            isMeasured(weakness, ascent, ladder) ? .certain : .likely,
            weakness.isOfDigest
                ? "A certificate shown for \(host) is signed with a digest (SHA-1 or MD5) that TLS libraries refuse."
                : weakness.depth == 0
                    ? "The certificate shown for \(host) has a key so short that TLS libraries refuse it."
                    : "An authority in the chain shown for \(host) has a key so short that TLS libraries refuse it.",
            evidence: [
                ladder.shows("the chain is trusted, and OpenSSL's security level \(weakness.level) refuses it"),
                issuer.map { ladder.shows("its topmost issuer is \($0)") },
                ladder.evidence.hostSecurityLevel.map {
                    ladder.shows(control: "this host's OpenSSL is at level \($0)")
                },
            ],
            refutedBy: weakness.level < Self.usual
                ? "openssl s_client accepts the chain with -cipher DEFAULT@SECLEVEL=1 -verify_return_error."
                : "openssl s_client accepts the chain with -cipher DEFAULT@SECLEVEL=2 -verify_return_error.")
        if ascent.isJudgedByTheHost { finding.severity = ascent.gravest }
        return finding
    }

    /// Whoever will be shown the chain here refuses it.
    private func isRefused(_ weakness: Handshake.Weakness, _ ascent: Ascent, _ ladder: Survey.Seen<HandshakeTLS>)
        -> Bool
    {
        if ascent.endpoint.service == .registry { return weakness.isOfDigest }
        return weakness.level <= level(ascent, ladder)
    }

    /// That of the library which judges; nothing below the first is anybody's default.
    private func level(_ ascent: Ascent, _ ladder: Survey.Seen<HandshakeTLS>) -> Int {
        ascent.isJudgedByTheHost ? ladder.evidence.hostSecurityLevel ?? Self.usual : Self.usual
    }

    private func isMeasured(_ weakness: Handshake.Weakness, _ ascent: Ascent, _ ladder: Survey.Seen<HandshakeTLS>)
        -> Bool
    {
        weakness.level < Self.usual || (ascent.isJudgedByTheHost && ladder.evidence.hostSecurityLevel != nil)
    }
}

extension Handshake.Weakness {
    /// X509_V_ERR_CA_MD_TOO_WEAK (openssl/x509_vfy.h).
    fileprivate var isOfDigest: Bool { code == 68 }
}

extension Handshake {
    /// What the most lenient of the stores that trust the chain has against it; nothing where one of them has nothing.
    fileprivate var weakness: Weakness? {
        let trusting = verifications.filter(\.isTrustedIgnoringDates)
        let weaknesses = trusting.compactMap(\.weakness)
        guard weaknesses.count == trusting.count else { return nil }
        return weaknesses.max { $0.level < $1.level }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// IPv6 is configured as if it led to the internet, and does not; clients that try it first wait in vain.
struct IPv6IsBroken: Rule {
    static let causes: [Cause] = [.ipv6Broken]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage in
            // A hub has no IPv6 address: only other services can show what IPv6 is worth here.
            scene.endpoints(from: vantage).filter { $0.service != .hub && $0.via == .direct }
                .compactMap { finding(about: $0, from: vantage, in: scene.survey) }
        }
    }

    private func finding(about endpoint: Endpoint, from vantage: Vantage, in survey: Survey) -> Finding? {
        let attempts = survey.attempts(at: endpoint, from: vantage)
        let failed = attempts.filter { $0.attempt.remote.address.family == .v6 && $0.attempt.result != .connected }
        let worked = attempts.first { $0.attempt.remote.address.family == .v4 && $0.attempt.result == .connected }
        guard let worked, let first = failed.first,
            !attempts.contains(where: { $0.attempt.remote.address.family == .v6 && $0.attempt.result == .connected }),
            // Without a source address the kernel had no route: IPv6 is absent, not broken.
            let source = failed.compactMap({ $0.attempt.localAddress?.address }).first,
            failed.contains(where: { !$0.attempt.isSynchronous })
        else { return nil }
        let (bad, good) = (first.attempt.remote, worked.attempt.remote)
        let isOwn = failed.contains { $0.attempt.isStoppedHere }
        return Finding(
            .ipv6Broken, source.isGlobal ? .warning : .info, from: [vantage],
            about: Finding.Subject(endpoint.host, address: bad.address, port: endpoint.port),
            owner: source.isGlobal && !isOwn ? .siteNetwork : .device,
            confidence: failed.filter { !$0.attempt.isSynchronous }.count > 1 ? .certain : .likely,
            summary: isOwn
                ? """
                IPv6 does not lead out: this device's own firewall stops it, so that \(endpoint.host) fails over \(bad) and works \
                over \(good).
                """
                : source.isGlobal
                    ? """
                    IPv6 does not lead out: \(endpoint.host) fails over \(bad) and works over \(good), although this device \
                    has the global address \(source).
                    """
                    : """
                    IPv6 does not lead out: \(endpoint.host) fails over \(bad) and works over \(good), although this device \
                    has the unique local address \(source).
                    """,
            location: isOwn ? .thisDevice : .unknown,
            evidence: failed.map { observation, attempt in
                Finding.Proof(observation, clause(attempt, from: source))
            } + [Finding.Proof(worked.observation, "\(good) accepts in \(worked.attempt.latency)", .control)],
            refutedBy: "A TCP connection to \(bad) opens from this device.")
    }

    private func clause(_ attempt: ConnectAttempt, from source: IPAddress) -> Sentence {
        if attempt.isStoppedHere {
            return "connecting to \(attempt.remote) from \(source) ends on this device itself, by a rule of its own"
        }
        if attempt.result == .silent {
            return "connecting to \(attempt.remote) from \(source) gets no answer within \(attempt.latency)"
        }
        guard let error = attempt.error else {
            return "connecting to \(attempt.remote) from \(source) fails with an error after \(attempt.latency)"
        }
        return "connecting to \(attempt.remote) from \(source) fails with \(error) after \(attempt.latency)"
    }
}

extension ConnectAttempt {
    /// A packet filter of this device drops what is sent, or rejects it in the place of the far end.
    fileprivate var isStoppedHere: Bool {
        isDroppedLocally || (icmp.map { $0.offenderIsLocal && $0.meaning != .hostUnreachable } ?? false)
    }
}

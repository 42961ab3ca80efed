package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// IPv6 is configured as if it led to the internet, and does not; clients that try it first wait in vain.
package struct IPv6IsBroken: Rule {
    package static let causes: [Cause] = [.ipv6Broken]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { vantage in
            // A hub has no IPv6 address: only other services can show what IPv6 is worth here.
            survey.endpoints(from: vantage).filter { $0.service != .hub && $0.via == .direct }
                .compactMap { finding(about: $0, from: vantage, in: survey) }
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
        let remote = first.attempt.remote
        let isGlobal = source.isGlobal
        return Finding(
            .ipv6Broken, isGlobal ? .warning : .info, from: [vantage],
            about: Finding.Subject(host: endpoint.host.description, address: remote.address, port: endpoint.port),
            owner: isGlobal ? .siteNetwork : .device,
            confidence: failed.filter { !$0.attempt.isSynchronous }.count > 1 ? .certain : .likely,
            summary: "IPv6 does not lead out: \(endpoint.host) fails over \(remote) and works over "
                + "\(worked.attempt.remote), although this device has the \(isGlobal ? "global" : "unique local") address \(source).",
            evidence: failed.map { observation, attempt in
                Finding.Proof(
                    observation,
                    "connecting to \(attempt.remote) from \(source) "
                        + (attempt.result == .silent
                            ? "gets no answer within \(attempt.latency)"
                            : "fails with \(attempt.error ?? "an error") after \(attempt.latency)"))
            } + [Finding.Proof(worked.observation, "\(worked.attempt.remote) accepts in \(worked.attempt.latency)")],
            refutedBy: "A TCP connection to \(remote) opens from this device.")
    }
}

package import ProbeCore
package import ProbeEvidence

extension Survey {
    /// Whether any attempt to reach an endpoint over IPv4 connected.
    package func connectsOverIPv4(_ endpoint: Endpoint, from vantage: Vantage) -> Bool {
        attempts(at: endpoint, from: vantage).contains {
            $0.attempt.remote.address.family == .v4 && $0.attempt.result == .connected
        }
    }

    /// Every conclusive attempt to open a connection straight to an endpoint, with the observation that holds it.
    package func attempts(
        at endpoint: Endpoint, from vantage: Vantage
    ) -> [(observation: Int, attempt: ConnectAttempt)] {
        let ladder = everySeen(ConnectEndpoint.self, about: endpoint, from: vantage)
            .flatMap { seen in seen.evidence.attempts.map { (seen.index, $0) } }
        let others = everySeen(ConnectOtherAddresses.self, about: endpoint, from: vantage)
            .flatMap { seen in seen.evidence.attempts.map { (seen.index, $0) } }
        return (ladder + others).filter { $0.1.result != .superseded && $0.1.hopLimit == nil }
            .map { (observation: $0.0, attempt: $0.1) }
    }
}

extension Survey {
    /// The attempts that were made by themselves at the end, after those of the run had failed.
    func loneAttempts(at remote: SocketAddress, from vantage: Vantage) -> [(observation: Int, attempt: ConnectAttempt)]
    {
        seen(ConnectAlone.self, from: vantage).flatMap { seen in
            seen.evidence.attempts.filter { $0.remote == remote }.map { (seen.index, $0) }
        }
    }

    /// By itself it opened each time: what failed before was lost in the crowd, or in an outage.
    func opensAlone(_ remote: SocketAddress, from vantage: Vantage) -> Bool {
        let attempts = loneAttempts(at: remote, from: vantage)
        return attempts.count > 1 && attempts.allSatisfy { $0.attempt.result == .connected }
    }
}

extension ConnectAttempt {
    /// Nothing came back, whether our deadline or the kernel's ended the wait.
    var isSilent: Bool { result == .silent || (result == .failed && error == "ETIMEDOUT" && icmp == nil) }
}

extension [ConnectAttempt] {
    /// One SYN may get lost: silence takes two attempts, or the kernel's own SYN retransmission.
    var isConfirmedSilence: Bool {
        let silent = filter(\.isSilent)
        return silent.count > 1 || silent.contains { ($0.tcp?.retransmissions ?? 0) > 0 }
    }

    /// Confirmed, or waited for long enough that even a satellite's answer would have come.
    var isConclusiveSilence: Bool {
        isConfirmedSilence || contains { $0.isSilent && $0.latency.value >= 2 }
    }
}

extension ConnectAttempt {
    /// Which error came back, how soon, and who sent it where that is known.
    fileprivate var refusalClause: Sentence {
        guard let error else { return "connecting to \(remote) fails with an error" }
        guard let offender = icmp?.offender else {
            return "connecting to \(remote) fails with \(error) after \(latency)"
        }
        return "connecting to \(remote) fails with \(error) after \(latency), sent by \(offender)"
    }
}

extension [ConnectAttempt] {
    /// How each address failed to answer, in their order: how many SYNs went out in vain and for how long, or which error came back.
    var failureClauses: [Sentence] {
        let failed = filter { $0.result != .connected && $0.result != .superseded }
        return failed.map(\.remote).uniqued.flatMap { remote -> [Sentence] in
            let mine = failed.filter { $0.remote == remote }
            let silent = mine.filter(\.isSilent)
            let refusal = mine.first { !$0.isSilent }
            return [silent.isEmpty ? nil : silent.silence(of: remote), refusal?.refusalClause].compactMap(\.self)
        }
    }

    /// Of attempts that stayed silent.
    func silence(of remote: SocketAddress) -> Sentence {
        let syns = map { 1 + ($0.tcp?.retransmissions ?? 0).counted }.reduce(0, +)
        let longest = map(\.latency).max() ?? Seconds(0)
        return "\(syns, .syn) to \(remote) in \(count, .attempt), no answer and no ICMP within \(longest)"
    }
}

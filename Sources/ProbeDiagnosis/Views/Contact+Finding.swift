import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Contact {
    /// A finding about the contact's port; the rest is what its rule knows.
    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: Sentence,
        location: Finding.Location = .unknown, evidence: [Finding.Proof], refutedBy: Sentence
    ) -> Finding {
        Finding(
            cause, severity, from: [vantage], about: subject, owner: owner, confidence: confidence, summary: summary,
            location: location, evidence: evidence, refutedBy: refutedBy)
    }

    /// The port of the service, which `--connect-to` may have sent elsewhere, or the proxy's.
    var port: UInt16 { proxy == nil ? endpoints.first?.port ?? remote.port : remote.port }

    /// The port; a transport too where it is the only one there.
    var subject: Finding.Subject {
        if let proxy {
            return Finding.Subject(host: proxy, address: remote.address, port: remote.port, via: .proxy)
        }
        return Finding.Subject(
            host, address: remote.address, port: port,
            transport: endpoints.count == 1 ? endpoints.first?.transport : nil)
    }

    /// The contact as a noun: AMQP to myhub.azure-devices.net (203.0.113.20:5671).
    var noun: Sentence {
        guard proxy == nil else { return "TCP to the proxy \(remote)" }
        let transports = endpoints.map(\.transport)
        if transports.contains(.https) || transports.count > 1 {
            return "\(Transport.https) to \(host) (\(remote))"
        }
        guard let transport = transports.first else { return "TCP to \(host) (\(remote))" }
        return "\(transport) to \(host) (\(remote))"
    }

    /// What the decisive attempts show, each observation once.
    func proofs(_ clause: (ConnectAttempt) -> Sentence) -> [Finding.Proof] {
        var seen: Set<Int> = []
        return decisive.filter { seen.insert($0.observation).inserted }.map {
            Finding.Proof($0.observation, clause($0.attempt))
        }
    }

    /// How a connection failed, by observation.
    var failureProofs: [Finding.Proof] {
        guard result != .silent else { return silenceProofs }
        return proofs { attempt in
            guard let error = attempt.error else { return "connecting to \(remote) fails with an error" }
            return "connecting to \(remote) fails with \(error)"
        }
    }

    /// How many SYNs went out in vain and for how long, by observation.
    var silenceProofs: [Finding.Proof] {
        Dictionary(grouping: attempts.filter { $0.attempt.isSilent }, by: \.observation).sorted { $0.key < $1.key }
            .map { observation, attempts in
                Finding.Proof(observation, attempts.map(\.attempt).silence(of: remote))
            }
    }

    /// What the answer of this contact shows as a control.
    var answerProof: Finding.Proof? {
        guard let first = decisive.first, let clause = answerClause(first.attempt) else { return nil }
        return Finding.Proof(first.observation, clause, .control)
    }

    func answerClause(_ attempt: ConnectAttempt) -> Sentence? {
        switch result {
        case .answered: "\(remote) accepts in \(attempt.latency)"
        case .refused: "\(remote) refuses in \(attempt.latency)"
        case .rejected, .denied, .unreachable, .silent, .undecided, .droppedLocally: nil
        }
    }
}

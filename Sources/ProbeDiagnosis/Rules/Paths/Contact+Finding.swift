import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Contact {
    /// A finding about the contact's port; the rest is what its rule knows.
    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: String,
        location: Finding.Location = .unknown, evidence: [Finding.Proof], refutedBy: String, in survey: Survey
    ) -> Finding {
        Finding(
            cause, severity(in: survey), from: [vantage], about: subject, owner: owner, confidence: confidence,
            summary: summary, location: location, evidence: evidence, refutedBy: refutedBy)
    }

    /// The port of the service, which `--connect-to` may have sent elsewhere.
    var port: UInt16 { endpoints.first?.port ?? remote.port }

    /// The port; a transport too where it is the only one there.
    var subject: Finding.Subject {
        Finding.Subject(
            host: host.description, address: remote.address, port: port,
            transport: endpoints.count == 1 ? endpoints.first?.transport : nil)
    }

    /// The contact as a text: AMQP to myhub.azure-devices.net (203.0.113.20:5671).
    var description: String {
        let transports = endpoints.map(\.transport)
        let name =
            transports.contains(.https) || transports.count > 1
            ? "HTTPS" : transports.first.map { $0.rawValue.uppercased() } ?? "TCP"
        return "\(name) to \(host) (\(remote))"
    }

    /// What the failure of the port is worth: little where the endpoints reached the host by another of its addresses.
    func severity(in survey: Survey) -> Finding.Severity {
        endpoints.map { endpoint in
            guard survey.ladder(endpoint, from: vantage).isProven else {
                return Need.severity(forFailureOf: endpoint, from: vantage, in: survey)
            }
            return Need.isNeeded(endpoint, from: vantage, in: survey) ? .warning : .info
        }.max() ?? .info
    }

    /// What the decisive attempts show, each observation once.
    func proofs(_ clause: (ConnectAttempt) -> String) -> [Finding.Proof] {
        var seen: Set<Int> = []
        return decisive.filter { seen.insert($0.observation).inserted }.map {
            Finding.Proof($0.observation, clause($0.attempt))
        }
    }

    /// How many SYNs went out in vain and for how long, by observation.
    var silenceProofs: [Finding.Proof] {
        Dictionary(grouping: attempts.filter { $0.attempt.isSilent }, by: \.observation).sorted { $0.key < $1.key }
            .map { observation, attempts in
                let syns = attempts.map { 1 + ($0.attempt.tcp?.retransmissions ?? 0).counted }.reduce(0, +)
                let longest = attempts.map(\.attempt.latency).max() ?? Seconds(0)
                return Finding.Proof(
                    observation,
                    "\(syns) SYN\(syns == 1 ? "" : "s") to \(remote) in \(attempts.count) "
                        + "attempt\(attempts.count == 1 ? "" : "s"), no answer and no ICMP within \(longest)")
            }
    }

    /// What the answer of this contact shows as a control.
    var answerProof: Finding.Proof? {
        guard result == .answered || result == .refused, let first = decisive.first else { return nil }
        return Finding.Proof(
            first.observation, "\(remote) \(result == .answered ? "accepts" : "refuses") in \(first.attempt.latency)")
    }
}

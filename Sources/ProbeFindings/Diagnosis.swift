package import ProbeCore

/// What a survey amounts to: the verdict, what is usable, and the root causes.
package struct Diagnosis: Codable, Hashable, Sendable {
    package enum Verdict: String, Codable, Hashable, Sendable {
        case ready, degraded, blocked, inconclusive
    }

    /// One transport of the hub from one vantage.
    package struct TransportState: Codable, Hashable, Sendable {
        package let transport: Transport
        package let vantage: Vantage
        /// Nothing when it could be neither proven nor refuted.
        package let usable: Bool?
        package let proof: Proof?
        package let via: Endpoint.Via

        package init(transport: Transport, vantage: Vantage, usable: Bool?, proof: Proof?, via: Endpoint.Via) {
            self.transport = transport
            self.vantage = vantage
            self.usable = usable
            self.proof = proof
            self.via = via
        }
    }

    package var verdict: Verdict
    /// The verdict in one sentence that a technician repeats on the phone.
    package var summary: String
    package var transports: [TransportState]
    /// Root causes only, most important first.
    package var findings: [Finding]

    package init(verdict: Verdict, summary: String, transports: [TransportState], findings: [Finding]) {
        self.verdict = verdict
        self.summary = summary
        self.transports = transports
        self.findings = findings
    }
}

package import ProbeCore

/// What a survey amounts to: the verdict, what is usable, and the root causes.
package struct Diagnosis: Hashable, Sendable {
    package enum Verdict: String, Codable, Hashable, Sendable {
        case ready, degraded, blocked, inconclusive
    }

    /// One transport of the hub from one vantage.
    package struct TransportState: Hashable, Sendable {
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

    /// What is out of the ordinary and no finding accounts for.
    package struct Unexplained: Hashable, Sendable {
        package let observation: Int
        package let vantage: Vantage
        package let shows: Sentence

        package init(_ observation: Int, from vantage: Vantage, _ shows: Sentence) {
            self.observation = observation
            self.vantage = vantage
            self.shows = shows
        }
    }

    /// What the verdict speaks for.
    package struct Coverage: Hashable, Sendable {
        /// Something that is needed and could be neither proven nor refuted.
        package struct Gap: Hashable, Sendable {
            package let need: Sentence
            package let vantage: Vantage

            package init(_ need: Sentence, from vantage: Vantage) {
                self.need = need
                self.vantage = vantage
            }
        }

        /// Transports that IoT Edge uses as it is configured.
        package var transports: [Transport]
        package var vantages: [Vantage]
        package var gaps: [Gap]

        package init(transports: [Transport] = [], vantages: [Vantage] = [], gaps: [Gap] = []) {
            self.transports = transports
            self.vantages = vantages
            self.gaps = gaps
        }
    }

    package var verdict: Verdict
    /// The verdict in one sentence that a technician repeats on the phone.
    package var summary: Sentence
    package var transports: [TransportState]
    /// Root causes only, most important first.
    package var findings: [Finding]
    package var unexplained: [Unexplained] = []
    package var coverage = Coverage()
    package var picture = Picture()

    package init(verdict: Verdict, summary: Sentence, transports: [TransportState], findings: [Finding]) {
        self.verdict = verdict
        self.summary = summary
        self.transports = transports
        self.findings = findings
    }
}

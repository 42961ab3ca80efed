package import ProbeCore

/// The answer to an unauthenticated GET, and what it proves.
package struct HTTPSEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var proof: Proof?
    /// The answer's Date header: the time by the other side's clock.
    package var date: Timestamp?
    /// This device's clock when the answer came.
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}

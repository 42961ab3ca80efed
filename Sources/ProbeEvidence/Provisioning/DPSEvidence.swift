package import ProbeCore

/// The answer to an unauthenticated request.
package struct DPSEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    /// The answer carries the service's own marks.
    package var isProvisioningService = false
    package var date: Timestamp?
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}

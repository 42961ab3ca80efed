package import ProbeCore

/// Does an address that no network may own (192.0.2.1) accept a connection too?
package struct ConnectNowhere: Probe {
    package static let id: ProbeID = "tcp.half-open"
    package static let question = "Does an address that no network may own (192.0.2.1) accept a connection too?"

    package init() {}

    package func subjects(in plan: Plan) -> [Device] { [] }

    package func measure(
        _ about: Device, _ input: Trouble, _ context: Context<NowhereEvidence>
    ) async throws(ProbeError) -> Measured<NowhereEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// The attempt to reach 192.0.2.1; a connection proves that something on the way answers for everybody.
package struct NowhereEvidence: Codable, Hashable, Sendable {
    package var attempt: ConnectAttempt

    package init(attempt: ConnectAttempt) { self.attempt = attempt }
}

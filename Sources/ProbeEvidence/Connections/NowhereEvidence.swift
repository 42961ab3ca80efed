import ProbeCore

/// The attempt to reach 192.0.2.1; a connection proves that something on the way answers for everybody.
package struct NowhereEvidence: Codable, Hashable, Sendable {
    package var attempt: ConnectAttempt

    package init(attempt: ConnectAttempt) { self.attempt = attempt }
}

/// The same connection at the same time, with the hop limit of its namespace and with one more.
package struct HopLimitComparison: Codable, Hashable, Sendable {
    /// With the namespace's own (ip_default_ttl).
    package var usual: ConnectAttempt
    package var raised: ConnectAttempt

    package init(usual: ConnectAttempt, raised: ConnectAttempt) {
        self.usual = usual
        self.raised = raised
    }

    /// Only the higher one is answered.
    package var isTold: Bool { raised.result == .connected && usual.result == .silent }
}

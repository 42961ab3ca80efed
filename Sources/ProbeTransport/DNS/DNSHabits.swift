/// What resolv.conf(5) tells clients to put into their queries, beside the question.
package struct DNSHabits: Hashable, Sendable {
    /// `edns0`: each query carries EDNS0 (RFC 6891).
    package let useExtensions: Bool
    /// `trust-ad`: each query carries the AD bit.
    package let trustAuthenticData: Bool

    package init(useExtensions: Bool, trustAuthenticData: Bool) {
        self.useExtensions = useExtensions
        self.trustAuthenticData = trustAuthenticData
    }
}

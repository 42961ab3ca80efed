package import ProbeCore

/// The proxy's answer to CONNECT (RFC 9110 section 9.3.6).
package struct TunnelEvidence: Codable, Hashable, Sendable {
    package var proxy: SocketAddress
    package var exchange: Exchange
    package var answer: HTTPAnswer?
    package var sentCredentials: Bool
    /// The schemes of Proxy-Authenticate, lower case.
    package var schemes: [AuthenticationScheme] = []

    package init(proxy: SocketAddress, exchange: Exchange, sentCredentials: Bool) {
        self.proxy = proxy
        self.exchange = exchange
        self.sentCredentials = sentCredentials
    }

    package var isOpen: Bool { answer.map { (200..<300).contains($0.status) } ?? false }
}

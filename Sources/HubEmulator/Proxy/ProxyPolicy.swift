package import ProbeCore
import ProbeTransport

/// What the emulated proxy allows.
package struct ProxyPolicy: Codable, Hashable, Sendable {
    /// A scheme of Proxy-Authenticate (RFC 9110 section 11).
    package enum Challenge: String, Codable, Hashable, Sendable {
        case basic = "Basic"
        case ntlm = "NTLM"
        case negotiate = "Negotiate"
    }

    /// Who may use it; nothing lets everyone.
    package var credentials: Credentials?
    /// The schemes offered with 407; of them only Basic can be answered.
    package var challenges: [Challenge]
    /// Ports that tunnels may lead to; nothing allows all.
    package var ports: Set<UInt16>?
    /// Every tunnel is answered 403.
    package var isDenyingAll: Bool

    package init(
        credentials: Credentials? = nil, challenges: [Challenge] = [.basic], ports: Set<UInt16>? = nil,
        isDenyingAll: Bool = false
    ) {
        self.credentials = credentials
        self.challenges = challenges
        self.ports = ports
        self.isDenyingAll = isDenyingAll
    }
}

extension Credentials {
    /// Credentials that nobody has.
    static var unguessable: Credentials { Credentials(user: RandomName.uuid(), password: RandomName.uuid()) }
}

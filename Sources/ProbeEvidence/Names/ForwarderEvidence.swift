package import ProbeCore

/// The resolvers that questions of a container were seen to go to, as sockets of its network namespace show them.
///
/// The engine keeps the list of a container's start to itself; its own resolver asks from inside the container's namespace.
package struct ForwarderEvidence: Codable, Hashable, Sendable {
    /// Empty where nobody was seen: they answered, or refused, too fast.
    package var asked: [SocketAddress]
    /// What those answer the container itself whom the engine would forward to today.
    package var today: [DNSAnswer]

    package init(asked: [SocketAddress], today: [DNSAnswer]) {
        self.asked = asked
        self.today = today
    }
}

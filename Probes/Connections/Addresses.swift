package import ProbeCore

/// Where an endpoint's connection can go: from `--connect-to`, the hosts file, the site's resolvers, else the control resolver.
package struct Addresses: ProbeInput {
    package let addresses: [SocketAddress]
    package let fromControlResolver: Bool
    package let wasRedirected: Bool

    package static var upstream: [ProbeID] { [ResolveName.id, AskControlResolver.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Addresses> {
        .waiting
    }
}

package import ProbeCore

/// A UDP traceroute to each of some resolvers: one query for each hop limit, and who answered it.
package struct ResolverWalks: Codable, Hashable, Sendable {
    package var walks: [HopWalk]

    package init(walks: [HopWalk]) { self.walks = walks }

    /// The last router on the way to a resolver, behind which its queries vanish; nothing where one arrived.
    package func lastRouter(before resolver: SocketAddress) -> HopWalk.Hop? {
        walks.first { $0.remote == resolver && $0.end == nil }?.lastRouter
    }
}

import ProbeCore

/// How a run goes about many hubs: so many at once, and so many beginnings a second.
package struct Rounds: Hashable, Sendable {
    /// Hubs that are asked at the same time.
    package var size: Int
    /// Connections and questions to resolvers that begin in a second, from all places together.
    package var pace: Double

    /// A round of eight hubs, and a hundred beginnings a second.
    ///
    /// That is forty connections at once, and some fifteen hundred packets a second at most. Routers and resolvers of small
    /// sites take several times as much (150 questions at once is where dnsmasq stops).
    package init(size: Int = 8, pace: Double = 100) {
        self.size = max(1, size)
        self.pace = pace
    }

    /// Half as many at once, half as fast.
    var calmer: Rounds { Rounds(size: size / 2, pace: max(10, pace / 2)) }

    func divided(_ hubs: [HostName]) -> [[HostName]] {
        stride(from: 0, to: hubs.count, by: size).map { Array(hubs[$0..<min($0 + size, hubs.count)]) }
    }
}

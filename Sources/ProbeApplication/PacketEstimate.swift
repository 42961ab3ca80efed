import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes

/// How many packets a run sends from one vantage: what a network's administrator may want to know before it does.
///
/// Upper bounds, which the lab holds against a count of what leaves the device. Some routers ration what they answer to one
/// source, so a run that sends more than it needs also learns less.
struct PacketEstimate {
    /// Where everything answers.
    let healthy: Int
    /// Where every connection attempt is dropped on the way.
    let dropped: Int

    /// A connection with its handshake, one request and the end of it, acknowledgements included.
    private static let conversation = 20
    /// Names, time, and a registry's second host.
    private static let overhead = 24
    /// Two attempts and what the kernel repeats of them.
    private static let attempts = 5
    /// The hops of a walk: those of a site, four beyond and a few far ones.
    private static let walk = 12
    /// The SYNs of connections that are made again while the kernel traces them.
    private static let traced = 18
    /// The requests for one image, with the bodies of their answers.
    private static let image = 30

    init(_ plan: Plan) {
        let endpoints = plan.services.endpoints
        let images = plan.services.imageEndpoints.reduce(0) { $0 + plan.services.images(at: $1).count }
        let deviceNames = endpoints.count { $0.service == .hub && $0.transport == .https && $0.host.deviceName != nil }
        let largeHellos = HandshakeWithLargeHello().subjects(in: plan).count
        let overIPv6 = HandshakeOverIPv6().subjects(in: plan).count
        let conversations = endpoints.count + deviceNames + largeHellos + overIPv6
        healthy = Self.overhead + conversations * Self.conversation + images * Self.image
        let own = endpoints.filter { !$0.transport.usesWebSocket }
        // Each is walked to, and what has no neighbour port of its own to compare with gets a walk for that.
        let controls = own.filter { $0.service == .dps && $0.via == .direct }
        dropped =
            Self.overhead + own.count * (Self.attempts + Self.walk) + controls.count * Self.walk
            + (plan.limits.tracesPackets ? Self.traced : 0)
    }
}

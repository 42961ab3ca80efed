import ProbeCore
import ProbeEvidence
import TestSupport
import Testing

struct HopWalkTests {
    @Test
    func `a walk knows its last router and its end`() throws {
        let remote = try #require(SocketAddress("192.0.2.10:443", defaultPort: 443))
        let walk = HopWalk(
            remote: remote,
            hops: [
                .init(limit: 1, answer: .router, address: IPAddress("10.0.0.1")), .init(limit: 2, answer: .silent),
                .init(limit: 3, answer: .router, address: IPAddress("10.0.0.3")), .init(limit: 4, answer: .refused),
                .init(limit: 5, answer: .accepted),
            ])
        #expect(walk.lastRouter?.limit == 3)
        #expect(walk.end?.limit == 4)
        #expect(HopWalk(remote: remote, hops: []).lastRouter == nil)
        #expect(HopWalk(remote: remote, hops: []).end == nil)
        #expect(try JSON.roundTrip(walk) == walk)
    }

    @Test(
        arguments: [
            (["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2", "10.0.0.1"], 1),
            (["10.0.0.9", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1", nil, "10.0.0.3", "10.0.0.1"], 2),
            // Met twice, on ways of unequal length; three times in a row, where it forwards what it should give up.
            (["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3", nil], nil),
            (["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.1"], nil),
            (["10.0.0.1", nil, nil, nil, nil], nil), ([], nil),
        ] as [([String?], Int?)])
    func `a circle begins at the router that is met again and again`(_ routers: [String?], _ begin: Int?) throws {
        let remote = try #require(SocketAddress("192.0.2.10:443", defaultPort: 443))
        let hops = routers.enumerated().map { index, router in
            HopWalk.Hop(
                limit: index + 1, answer: router == nil ? .silent : .router, address: router.flatMap(IPAddress.init))
        }
        #expect(HopWalk(remote: remote, hops: hops).circle?.limit == begin)
    }
}

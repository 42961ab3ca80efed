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
}

import ProbeCore
import ProbeLinux
import ProbeMeasurement
@testable import Probes
import Testing

/// Which of many listeners a report has room for.
struct ListenerChoiceTests {
    private func listener(_ address: String, user: UInt32, inode: UInt64) throws -> LocalListener {
        LocalListener(address: try #require(IPAddress(address)), port: 8883, userID: user, inode: inode)
    }

    @Test func `nobody's thousands hide the listener of somebody else`() throws {
        let flood = try (0..<9_000).map { number in
            try listener("127.0.\(number / 250).\(number % 250 + 1)", user: 1_000, inode: UInt64(number))
        }
        let service = try listener("127.0.0.53", user: 0, inode: 100_000)
        let neighbour = try listener("127.0.0.54", user: 1_001, inode: 100_001)
        let choice = ListenerChoice(of: flood + [neighbour, service], for: PortBinding(port: 8883))
        #expect(choice.kept.first == service)
        #expect(choice.kept.contains(neighbour) && choice.kept.count < 16)
        #expect(choice.leftOut == 9_002 - choice.kept.count)
    }

    @Test func `as many users as one may have leave the list short`() throws {
        let flood = try (0..<5_000).map { number in
            try listener("127.1.\(number / 250).\(number % 250 + 1)", user: 100_000 + UInt32(number), inode: 1)
        }
        let everywhere = try listener("0.0.0.0", user: 33, inode: 2)
        let choice = ListenerChoice(of: flood + [everywhere], for: PortBinding(port: 8883))
        #expect(choice.kept.count <= 64 && choice.kept.first == everywhere)
    }

    @Test func `a few are all kept, those of other ports are none of them`() throws {
        let one = try listener("127.0.0.1", user: 1_000, inode: 1)
        let other = LocalListener(address: one.address, port: 443, userID: 0, inode: 2)
        let choice = ListenerChoice(of: [one, other], for: PortBinding(port: 8883))
        #expect(choice.kept == [one] && choice.leftOut == 0)
    }
}

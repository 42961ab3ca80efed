import ProbeCore
import Testing

@testable import ProbeTLS

struct ApplicationProtocolsTests {
    @Test func `names stand behind their lengths`() throws {
        #expect(try ApplicationProtocols(["h2", "x"]).list == [2, 0x68, 0x32, 1, 0x78])
        #expect(throws: ProbeError.self) { try ApplicationProtocols([String(repeating: "a", count: 256)]) }
    }

    @Test func `a list that ends inside a name offers nothing`() throws {
        let own = try ApplicationProtocols(["h2"])
        #expect(own.choice(in: [2, 0x68, 0x32]) == 1..<3)
        #expect(own.choice(in: [2, 0x68, 0x32, 9, 1]) == nil)
        #expect(own.choice(in: [2]) == nil)
        #expect(own.choice(in: []) == nil)
    }
}

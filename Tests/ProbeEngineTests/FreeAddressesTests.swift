import ProbeCore
import Testing

@testable import ProbeEngine

struct FreeAddressesTests {
    private func candidates(_ subnet: String, except taken: [String] = []) throws -> [String] {
        let subnet = try #require(IPPrefix(subnet))
        let found = FreeAddresses.candidates(in: subnet, except: Set(taken.compactMap { IPAddress($0) }))
        #expect(found.allSatisfy { subnet.contains($0) })
        return found.map(\.description)
    }

    @Test func `the highest addresses come first, the broadcast address never`() throws {
        #expect(
            try candidates("172.17.0.0/16")
                == ["172.17.255.254", "172.17.255.253", "172.17.255.252", "172.17.255.251"])
        #expect(try candidates("10.0.0.0/8").first == "10.255.255.254")
        #expect(try candidates("192.168.7.64/26").first == "192.168.7.126")
        #expect(try candidates("fd00:1::/64").first == "fd00:1::ffff:ffff:ffff:ffff")
    }

    @Test func `what the engine gave away is passed over`() throws {
        #expect(
            try candidates("172.17.0.0/16", except: ["172.17.255.254", "172.17.255.252"]).prefix(2)
                == ["172.17.255.253", "172.17.255.251"])
    }

    @Test func `a small subnet ends at its lowest host`() throws {
        #expect(try candidates("10.0.0.0/30", except: ["10.0.0.1"]) == ["10.0.0.2"])
        #expect(try candidates("10.0.0.0/31").isEmpty)
        #expect(try candidates("10.0.0.0/32").isEmpty)
        #expect(try candidates("10.0.0.4/30", except: ["10.0.0.5", "10.0.0.6"]).isEmpty)
    }
}

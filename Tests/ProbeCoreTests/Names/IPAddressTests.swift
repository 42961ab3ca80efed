import ProbeCore
import TestSupport
import Testing

struct IPAddressTests {
    @Test(arguments: [
        // RFC 5952 section 4.1 to 4.3 and section 1
        ("2001:0db8::0001", "2001:db8::1"), ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:DB8::AAAA", "2001:db8::aaaa"),
        ("2001:db8:aaaa:bbbb:cccc:dddd:0:1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"),
        ("0:0:0:0:0:0:0:0", "::"), ("::", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:0:0:0:0:0", "1::"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("0:0:1:0:0:1:0:0", "::1:0:0:1:0:0"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("::ffff:192.0.2.1", "::ffff:c000:201"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("1::1.2.3.4", "1::102:304"),
    ])
    func `an IPv6 address is written as RFC 5952 asks`(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.family == .v6)
        #expect(address.bytes.count == 16)
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8",
        "1::2::3", "::1::", ":::1", "1:::2", "1:2:3:4:5:6:7::8", "1:2:3:4::5:6:7:8", "::12345", "::00001", "::g",
        "::-1",
        "::-0", "::+1", "0x1::", "::1 ", " ::1", "[::1]", "fe80::1%eth0", "fe80::1%", "::1/128", "1:", ":1", "::1:",
        "1.2.3.4::", "1.2.3.4::1", "::1.2.3.4:5", "1:1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "::1.2.3.4.5",
        "::1.2.3.256", "::01.2.3.4", "::ffff:1.2.3.4%1", "1.2.3.4:", ":1.2.3.4", "::١", "::1\0", "::1\n", "１::",
    ])
    func `what is not quite an IPv6 address is none`(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: ["0.0.0.0", "1.2.3.4", "10.0.0.1", "192.0.2.255", "255.255.255.255"])
    func `an IPv4 address is written as it is read`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.family == .v4)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "01.2.3.4", "1.2.3.04", "00.0.0.0", "1.2.3.256",
        "1.2.3.1000", "1.2.3.-1", "1.2.3.+1", "1.2.3.-0", "0x1.2.3.4", "1.2.3.4 ", "127.1", "2130706433", "1.2.3.4/8",
        "1.2.3.٤", "1.2.3.4\0", "a.b.c.d", "1,2,3,4", "...", "1.2.3.４",
    ])
    func `what is not quite dotted decimal is no address`(text: String) { #expect(IPAddress(text) == nil) }

    @Test
    func `every address survives its own text`() {
        var chance = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            // Many zero groups, so that runs of every length and place are shortened.
            let groups = (0..<8).map { _ in
                Bool.random(using: &chance) ? 0 : UInt16.random(in: 0...0xffff, using: &chance)
            }
            let bytes = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
            let address = IPAddress(bytes: bytes)
            #expect(address?.bytes == bytes)
            #expect(address.flatMap { IPAddress($0.description) } == address)
            let v4 = IPAddress(bytes: bytes.prefix(4))
            #expect(v4.flatMap { IPAddress($0.description) } == v4)
        }
    }

    @Test(arguments: [0, 1, 3, 5, 15, 17, 32])
    func `only four or sixteen bytes make an address`(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: [
        // address, loopback, private, link-local, unspecified, never a service, global
        ("127.0.0.1", "L N"), ("127.255.255.255", "L N"), ("126.255.255.255", "G"), ("128.0.0.0", "G"),
        ("10.0.0.0", "P"), ("11.0.0.0", "G"), ("172.15.255.255", "G"), ("172.16.0.0", "P"), ("172.31.255.255", "P"),
        ("172.32.0.0", "G"), ("192.168.0.0", "P"), ("192.167.255.255", "G"), ("192.169.0.0", "G"),
        ("169.254.0.1", "K N"), ("169.253.255.255", "G"), ("169.255.0.0", "G"), ("0.0.0.0", "U N"),
        ("0.255.255.255", "U N"), ("223.255.255.255", "G"), ("224.0.0.1", "N"), ("240.0.0.1", "N"),
        ("255.255.255.255", "N"), ("192.0.2.1", "G"), ("100.63.255.255", "G"), ("100.64.0.0", ""),
        ("100.127.255.255", ""), ("100.128.0.0", "G"),
        ("::1", "L N"), ("::", "U N"), ("::2", ""), ("fe80::1", "K N"), ("febf::1", "K N"), ("fec0::1", ""),
        ("fc00::1", "P"), ("fdff::1", "P"), ("fe00::1", ""), ("ff02::1", "N"), ("2000::", "G"), ("3fff::1", "G"),
        ("1fff::1", ""), ("4000::", ""), ("64:ff9b::1.2.3.4", ""),
        ("::ffff:127.0.0.1", "L N"), ("::ffff:10.0.0.1", "P"), ("::ffff:169.254.1.1", "K N"), ("::ffff:0.0.0.0", "U N"),
        ("::ffff:240.0.0.1", "N"), ("::ffff:13.75.1.243", ""), ("::fffe:127.0.0.1", ""),
    ])
    func `an address knows its range`(text: String, ranges: String) throws {
        let address = try #require(IPAddress(text))
        let found = [
            address.isLoopback ? "L" : nil, address.isPrivate ? "P" : nil, address.isLinkLocal ? "K" : nil,
            address.isUnspecified ? "U" : nil, address.isNeverAService ? "N" : nil, address.isGlobal ? "G" : nil,
        ]
        #expect(found.compactMap(\.self).joined(separator: " ") == ranges)
    }

    @Test
    func `an address travels as its text`() throws {
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(try JSON.text([address]) == #"["2001:db8::1"]"#)
        #expect(try JSON.roundTrip([address]) == [address])
        #expect(throws: DecodingError.self) { try JSON.value([IPAddress].self, #"["1.2.3.4.5"]"#) }
        #expect(throws: DecodingError.self) { try JSON.value([IPAddress].self, "[16909060]") }
    }
}

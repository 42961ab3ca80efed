import ProbeCore
import Testing

struct IPPrefixTests {
    @Test(arguments: [
        ("172.17.0.5/16", "172.17.0.0/16"), ("10.255.255.255/9", "10.128.0.0/9"), ("0.0.0.0/0", "0.0.0.0/0"),
        ("192.0.2.1/32", "192.0.2.1/32"), ("2001:db8:1:2::3/48", "2001:db8:1::/48"), ("fe80::1/128", "fe80::1/128"),
    ])
    func `bits behind the prefix are zero`(text: String, written: String) throws {
        #expect(try #require(IPPrefix(text)).description == written)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0.0/8/8",
    ])
    func `what is no range is none`(text: String) { #expect(IPPrefix(text) == nil) }

    @Test(arguments: [
        ("128.0.0.0/1", "203.0.113.1", true), ("0.0.0.0/1", "203.0.113.1", false), ("0.0.0.0/0", "1.2.3.4", true),
        ("10.1.2.0/23", "10.1.3.255", true), ("10.1.2.0/23", "10.1.4.0", false), ("::/0", "1.2.3.4", false),
    ])
    func `a range contains its addresses alone`(range: String, address: String, isInside: Bool) throws {
        let address = try #require(IPAddress(address))
        #expect(try #require(IPPrefix(range)).contains(address) == isInside)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.9.0.0/16", true), ("10.0.0.0/16", "10.1.0.0/16", false), ("::/0", "10.0.0.0/8", false),
    ])
    func `overlapping is mutual`(one: String, other: String, overlaps: Bool) throws {
        let (one, other) = (try #require(IPPrefix(one)), try #require(IPPrefix(other)))
        #expect(one.overlaps(other) == overlaps)
        #expect(other.overlaps(one) == overlaps)
    }

    /// The examples of RFC 6052 section 2.4.
    @Test(arguments: [
        ("2001:db8:c000:221::", "2001:db8::/32"), ("2001:db8:1c0:2:21::", "2001:db8:100::/40"),
        ("2001:db8:122:c000:2:2100::", "2001:db8:122::/48"), ("2001:db8:122:3c0:0:221::", "2001:db8:122:300::/56"),
        ("2001:db8:122:344:c0:2:2100::", "2001:db8:122:344::/64"),
        ("2001:db8:122:344::192.0.2.33", "2001:db8:122:344::/96"), ("64:ff9b::192.0.2.33", "64:ff9b::/96"),
    ])
    func `an address that holds one of IPv4 has a translator's prefix`(text: String, prefix: String) throws {
        let (address, four) = (try #require(IPAddress(text)), try #require(IPAddress("192.0.2.33")))
        #expect(IPPrefix(of: address, embedding: four)?.description == prefix)
        #expect(IPPrefix(of: address, embedding: try #require(IPAddress("192.0.2.34"))) == nil)
        #expect(IPPrefix(of: four, embedding: address) == nil)
    }

    @Test(arguments: [
        ("64:ff9b::cb00:710a", "64:ff9b::/96"), ("64:ff9b:1:fffe::cb00:710a", "64:ff9b:1:fffe::/96"),
    ])
    func `a translator's own prefix is known by itself`(text: String, prefix: String) throws {
        #expect(IPPrefix(ofTranslator: try #require(IPAddress(text)))?.description == prefix)
    }

    @Test(arguments: ["64:ff9b:2::1", "64:ff9b:0:1::1", "2001:db8::1", "192.0.2.33"])
    func `other addresses are no translator's`(text: String) throws {
        #expect(IPPrefix(ofTranslator: try #require(IPAddress(text))) == nil)
    }
}

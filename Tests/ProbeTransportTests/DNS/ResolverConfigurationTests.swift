import ProbeCore
import ProbeTransport
import Testing

struct ResolverConfigurationTests {
    private func parse(_ text: String) -> ResolverConfiguration { ResolverConfiguration(parsing: Array(text.utf8)) }

    @Test func `every keyword is understood`() {
        let configuration = parse(
            """
            # Generated
            ; by hand
            domain old.example
            search site.example\tplant.example
            nameserver 10.1.0.53  # the site's
            nameserver\t2001:db8::53
            nameserver fd00::1%eth0
            options ndots:2 timeout:3 attempts:4 rotate use-vc edns0 trust-ad
            """)
        #expect(configuration.nameservers.map(\.description) == ["10.1.0.53", "2001:db8::53", "fd00::1"])
        #expect(configuration.searchList == ["site.example", "plant.example"])
        #expect((configuration.dots, configuration.timeout, configuration.attempts) == (2, Seconds(3), 4))
        #expect(configuration.rotates && configuration.usesTCP)
        #expect(configuration.usesExtensions && configuration.trustsAuthenticData)
        #expect(configuration.problem == nil)
    }

    @Test func `without options the defaults are glibc's`() {
        let configuration = parse("nameserver 10.1.0.53\n")
        #expect((configuration.dots, configuration.timeout, configuration.attempts) == (1, Seconds(5), 2))
        #expect(!configuration.rotates && !configuration.usesTCP)
    }

    @Test func `options are capped as resolv.conf(5) says, and nonsense is ignored`() {
        let configuration = parse(
            "nameserver 10.1.0.53\noptions ndots:99 timeout:99 attempts:99 ndots:-1 timeout: x:y\n")
        #expect((configuration.dots, configuration.timeout, configuration.attempts) == (15, Seconds(30), 5))
    }

    @Test(arguments: [
        ("nameserver 10.1.0.53\n", 10.0), ("nameserver 10.1.0.53\noptions timeout:1 attempts:3\n", 3),
        ("nameserver 10.1.0.53\noptions timeout:0 attempts:1\n", 1),
        ("nameserver 10.1.0.53\nnameserver 10.1.0.54\n", 20),
        ("nameserver 10.1.0.53\nnameserver 10.1.0.54\nnameserver 10.1.0.55\noptions attempts:1\n", 14),
    ])
    func `all resolvers together are waited for as glibc does`(text: String, seconds: Double) {
        #expect(parse(text).patience == Seconds(seconds))
    }

    @Test func `three nameservers are used and a fourth is a problem`() {
        let configuration = parse((1...5).map { "nameserver 10.1.0.\($0)\n" }.joined())
        #expect(configuration.nameservers.map(\.description) == ["10.1.0.1", "10.1.0.2", "10.1.0.3"])
        #expect(configuration.problem == "has more than three nameservers, and clients use only the first three")
    }

    @Test(arguments: [
        "", "\n\n", "#nameserver 10.1.0.1\n", " nameserver 10.1.0.1\n", "nameserver\n", "nameserverx 10.1.0.1",
    ])
    func `without a nameserver line the resolver is this machine, and that is a problem`(text: String) {
        let configuration = parse(text)
        #expect(configuration.nameservers.map(\.description) == ["127.0.0.1"])
        #expect(configuration.problem == "has no usable nameserver line")
    }

    @Test func `a line that is no address is a problem and shown harmlessly`() {
        let configuration = parse("nameserver dns.\u{1b}[31m\nnameserver 10.1.0.1\n")
        #expect(configuration.nameservers.map(\.description) == ["10.1.0.1"])
        #expect(configuration.problem == #"has a nameserver that is not an IP address (dns.\x1b[31m)"#)
    }

    @Test func `with the line ends of Windows no address is taken, unless something stands behind it`() {
        let configuration = parse("search plant.example\r\nnameserver 10.1.0.1\r\nnameserver 10.1.0.2 \t#\r\n")
        #expect(configuration.nameservers.map(\.description) == ["10.1.0.2"])
        #expect(
            configuration.problem == "has the line ends of Windows, a carriage return behind a nameserver's address")
    }

    @Test func `a link-local nameserver is asked by its interface, and by no other machine`() {
        let configuration = parse("nameserver fe80::1%eth0\nnameserver 10.1.0.1\n")
        #expect(configuration.servers(port: 53).map(\.description) == ["[fe80::1%eth0]:53", "10.1.0.1:53"])
        #expect(configuration.nameservers.map(\.description) == ["10.1.0.1"])
        #expect(configuration.problem == nil)
        #expect(parse("nameserver fe80::1%eth0\n").nameservers.isEmpty)
        #expect(parse("nameserver fe80::1%eth0\n").hasNameserver)
    }

    @Test(arguments: ["fe80::1%2", "fe80::1%", "fe80::1%an-interface-with-no-such-name"])
    func `a link-local nameserver without a name of an interface is not replaced by this machine`(value: String) {
        let configuration = parse("nameserver \(value)\n")
        #expect(configuration.nameservers.isEmpty)
        #expect(configuration.problem?.contains("link-local") == true)
    }

    @Test func `the last search list counts`() {
        #expect(parse("search a.example b.example\nsearch c.example\n").searchList == ["c.example"])
        #expect(parse("search a.example\ndomain d.example e.example\n").searchList == ["d.example"])
    }

    @Test func `a missing file means this machine`() {
        let configuration = ResolverConfiguration(missing: "is missing")
        #expect(configuration.nameservers.map(\.description) == ["127.0.0.1"])
        #expect(configuration.problem == "is missing")
    }

    @Test func `any bytes are parsed without harm`() {
        for byte in UInt8.min ... .max {
            let configuration = ResolverConfiguration(
                parsing: Array("search ".utf8) + [byte, byte] + Array("\nnameserver ".utf8) + [byte, 0xff, 0])
            #expect(configuration.searchList.joined().utf8.allSatisfy { (0x20...0x7e).contains($0) })
            #expect(configuration.problem?.utf8.allSatisfy { (0x20...0x7e).contains($0) } == true)
        }
    }
}

import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import Testing

/// Docker 20.10 as it was seen, and what later versions changed.
struct EngineResolversTests {
    private func circumstances(
        _ host: String?, systemd: String? = nil, setting: [String] = [], version: Int = 20
    ) -> EngineResolvers.Circumstances {
        var circumstances = EngineResolvers.Circumstances()
        circumstances.hostFile = host
        circumstances.systemdFile = systemd
        circumstances.setting = setting.compactMap { IPAddress($0) }
        circumstances.majorVersion = version
        return circumstances
    }

    private func texts(_ addresses: [IPAddress]) -> [String] { addresses.map(\.description) }

    @Test(
        arguments: [
            ("nameserver 10.0.0.53\n", nil, .hostList, ["10.0.0.53"]),
            ("nameserver 127.0.0.1\nnameserver 10.0.0.53\n", nil, .hostList, ["10.0.0.53"]),
            ("nameserver 127.0.0.53\n", "nameserver 10.1.1.1\n", .systemdUpstreams, ["10.1.1.1"]),
            ("nameserver 127.0.0.53\n", nil, .publicFallback, ["8.8.8.8", "8.8.4.4"]),
            (
                "nameserver 127.0.0.53\nnameserver 127.0.0.1\n", "nameserver 10.1.1.1\n", .publicFallback,
                ["8.8.8.8", "8.8.4.4"]
            ),
            ("nameserver 127.0.0.1\n", "nameserver 10.1.1.1\n", .publicFallback, ["8.8.8.8", "8.8.4.4"]),
            // The engine reads what a C library passes over.
            ("  nameserver 10.0.0.53\n", nil, .hostList, ["10.0.0.53"]),
            ("search a.example\r\nnameserver 10.0.0.53\r\n", nil, .hostList, ["10.0.0.53"]),
            ("nameserver 10.0.0.53:53\n", nil, .publicFallback, ["8.8.8.8", "8.8.4.4"]),
            ("nameserver fd00::53\n", nil, .publicFallback, ["8.8.8.8", "8.8.4.4"]),
            ("", nil, .publicFallback, ["8.8.8.8", "8.8.4.4"]),
            (nil, nil, .publicFallback, ["8.8.8.8", "8.8.4.4"]),
        ] as [(String?, String?, VantageOrigin.ResolverRule, [String])])
    func `the default bridge gets the host's list without loopback, else public resolvers`(
        host: String?, systemd: String?, rule: VantageOrigin.ResolverRule, servers: [String]
    ) {
        let resolvers = EngineResolvers.onDefaultBridge(circumstances(host, systemd: systemd), hasIPv6: false)
        #expect(resolvers.rule == rule)
        #expect(texts(resolvers.servers) == servers)
        #expect(texts(resolvers.asked) == servers)
        #expect(resolvers.forwarders.isEmpty)
    }

    @Test func `a bridge with IPv6 keeps IPv6 resolvers, and falls back to four`() {
        let kept = EngineResolvers.onDefaultBridge(circumstances("nameserver fd00::53\n"), hasIPv6: true)
        #expect(kept.rule == .hostList && texts(kept.servers) == ["fd00::53"])
        let fallback = EngineResolvers.onDefaultBridge(circumstances("nameserver ::1\n"), hasIPv6: true)
        #expect(fallback.servers.count == 4)
    }

    @Test func `daemon json wins on every network`() {
        let circumstances = circumstances("nameserver 10.0.0.53\n", setting: ["10.9.9.9"])
        let bridge = EngineResolvers.onDefaultBridge(circumstances, hasIPv6: false)
        #expect(bridge.rule == .engineSetting && texts(bridge.servers) == ["10.9.9.9"])
        let other = EngineResolvers.onOtherNetwork(circumstances)
        #expect(other.rule == .engineSetting && texts(other.forwarders) == ["10.9.9.9"])
        #expect(texts(other.servers) == ["127.0.0.11"] && texts(other.asked) == ["10.9.9.9"])
    }

    @Test func `another network's resolver forwards to the host's loopback resolver from the host`() {
        let resolvers = EngineResolvers.onOtherNetwork(circumstances("nameserver 127.0.0.53\n"))
        #expect(texts(resolvers.forwarders) == ["127.0.0.53"])
        #expect(resolvers.loopbackForwarder == IPAddress("127.0.0.53"))
        #expect(texts(resolvers.asked) == ["127.0.0.11"])
    }

    @Test func `a line with two addresses is none to engines before version 26`() {
        let text = "nameserver 10.0.0.53 10.0.0.54\n"
        let old = EngineResolvers.onOtherNetwork(circumstances(text))
        #expect(old.rule == .publicFallback && texts(old.forwarders) == ["8.8.8.8", "8.8.4.4"])
        let new = EngineResolvers.onOtherNetwork(circumstances(text, version: 26))
        #expect(new.rule == .hostList && texts(new.forwarders) == ["10.0.0.53"])
        let commented = EngineResolvers.onOtherNetwork(circumstances("nameserver 10.0.0.53 # the site's\n"))
        #expect(commented.rule == .hostList)
    }

    @Test func `a loopback address of daemon json is the container's own`() {
        let resolvers = EngineResolvers.onOtherNetwork(
            circumstances("nameserver 10.0.0.53\n", setting: ["127.0.0.53"]))
        #expect(resolvers.loopbackForwarder == nil)
    }

    @Test(arguments: [(20, VantageOrigin.ResolverRule.publicFallback, 2), (27, .publicFallback, 2), (28, .none, 0)])
    func `version 28 dropped the public fallback of networks that have the engine's resolver`(
        version: Int, rule: VantageOrigin.ResolverRule, count: Int
    ) {
        let resolvers = EngineResolvers.onOtherNetwork(circumstances(nil, version: version))
        #expect(resolvers.rule == rule && resolvers.forwarders.count == count)
        #expect(
            EngineResolvers.onDefaultBridge(circumstances(nil, version: version), hasIPv6: false).rule
                == .publicFallback)
    }

    @Test func `search and options are copied, anything else is not`() {
        let resolvers = EngineResolvers.onOtherNetwork(
            circumstances("nameserver 10.0.0.53\nsearch plant.example\noptions timeout:1\nsortlist 1.2.3.4\n"))
        #expect(
            resolvers.text
                == "nameserver 10.0.0.53\nsearch plant.example\noptions timeout:1\noptions ndots:0\n")
    }

    @Test func `the host's own number of dots is left as it is`() {
        let resolvers = EngineResolvers.onOtherNetwork(circumstances("nameserver 10.0.0.53\noptions edns0 ndots:5\n"))
        #expect(resolvers.text == "nameserver 10.0.0.53\noptions edns0 ndots:5\n")
    }

    @Test func `no more than three are forwarded to`() {
        let resolvers = EngineResolvers.onOtherNetwork(
            circumstances("nameserver 10.0.0.1\n", setting: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]))
        #expect(resolvers.forwarders.count == 3)
    }

    @Test(arguments: [
        ("# ExtServers: [host(203.0.113.53)]", ["203.0.113.53"]),
        (
            "# ExtServers: [host(127.0.0.53) 198.51.100.53 2001:db8::53]",
            ["127.0.0.53", "198.51.100.53", "2001:db8::53"]
        ),
        ("# ExtServers: []", []), ("# ExtServers: [nonsense host(]", []), ("# ExtServers: ]203.0.113.53[", nil),
        ("#ExtServers: [203.0.113.53]", nil), ("# Overrides: []", nil),
    ])
    func `what the engine wrote down of a container's forwarders is read`(line: String, servers: [String]?) {
        let text = "nameserver 127.0.0.11\noptions ndots:0\n\n# Based on host file: '/etc/resolv.conf'\n\(line)\n"
        #expect(NameserverLines.forwarders(in: text)?.map(\.description) == servers)
        #expect(NameserverLines.servers(in: text).map(\.description) == ["127.0.0.11"])
    }
}

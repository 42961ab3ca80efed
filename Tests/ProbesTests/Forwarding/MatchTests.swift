import ProbeCore
import ProbeEvidence
@testable import Probes
import Testing

struct `a rule's condition` {
    /// Whether a rule of one condition drops: yes, no, or not to be told.
    private func holds(
        _ condition: String, _ packet: FilteredPacket = Rules.outbound(), sets: [String] = [], text: String = ""
    ) throws -> Bool? {
        let ruleset = try Rules.ruleset(
            [Rules.chain("f", hook: "forward")] + sets + [Rules.rule(3, in: "f", condition, Rules.drop)], text: text)
        return switch Rules.walk(ruleset, packet).verdict {
        case .dropped: true
        case .passes: false
        case .rejected, .unclear: nil
        }
    }

    @Test(
        arguments: [
            (Rules.match(Rules.meta("iifname"), #""docker0""#), true),
            (Rules.match(Rules.meta("iifname"), #""docker*""#), true),
            (Rules.match(Rules.meta("iifname"), #""docker\\*""#), false),
            (Rules.match(Rules.meta("oifname"), #""docker0""#), false),
            (Rules.match(Rules.meta("oifname"), #""docker0""#, "!="), true),
            (Rules.match(Rules.meta("iif"), #""docker0""#), true),
            (Rules.match(Rules.meta("oif"), "7"), nil),
            (Rules.match(Rules.meta("iifname"), #"{"set": ["br-1", "docker0"]}"#), true),
            (Rules.match(Rules.meta("l4proto"), #""tcp""#), true),
            (Rules.match(Rules.meta("l4proto"), "17"), false),
            (Rules.match(Rules.meta("l4proto"), #"{"set": ["tcp", "udp"]}"#), true),
            (Rules.match(Rules.meta("nfproto"), #""ipv6""#), false),
            (Rules.match(Rules.meta("mark"), "0"), true),
            (Rules.match(#"{"&": [{"meta": {"key": "mark"}}, 255]}"#, "1"), false),
            (Rules.match(Rules.meta("skuid"), "0"), false),
            (Rules.match(Rules.meta("cpu"), "0"), nil),
            (Rules.match(Rules.payload("ip", "saddr"), #"{"prefix": {"addr": "172.16.0.0", "len": 12}}"#), true),
            (Rules.match(Rules.payload("ip", "saddr"), #"{"prefix": {"addr": "10.0.0.0", "len": 8}}"#, "!="), true),
            (Rules.match(Rules.payload("ip", "daddr"), #""203.0.113.20""#), true),
            (Rules.match(Rules.payload("ip", "daddr"), #"{"range": ["203.0.113.1", "203.0.113.19"]}"#), false),
            (Rules.match(Rules.payload("ip", "daddr"), #"{"range": ["203.0.113.1", "203.0.113.20"]}"#), true),
            (Rules.match(Rules.payload("ip6", "daddr"), #""fd00::1""#), false),
            (Rules.match(Rules.payload("ip6", "daddr"), #""fd00::1""#, "!="), false),
            (Rules.match(Rules.payload("ip", "protocol"), #""tcp""#), true),
            (Rules.match(Rules.payload("ip", "length"), "40"), nil),
            (Rules.match(Rules.payload("tcp", "dport"), #"{"range": [400, 500]}"#), true),
            (Rules.match(Rules.payload("tcp", "dport"), #"{"set": [53, {"range": [5671, 5672]}]}"#), false),
            (Rules.match(Rules.payload("tcp", "dport"), "1024", "<"), true),
            (Rules.match(Rules.payload("tcp", "sport"), "443"), nil),
            (Rules.match(Rules.payload("udp", "dport"), "443"), false),
            (Rules.match(Rules.payload("th", "dport"), "443"), true),
            (Rules.match(Rules.payload("icmp", "type"), #""echo-request""#), false),
            (
                Rules.match(#"{"&": [{"payload": {"protocol": "tcp", "field": "flags"}}, ["syn", "rst"]]}"#, #""syn""#),
                true
            ),
            (Rules.match(Rules.state, #"["established", "related"]"#, "in"), false),
            (Rules.match(Rules.state, #""new""#, "in"), true),
            (Rules.match(Rules.state, #"{"set": ["established", "new"]}"#), true),
            (Rules.match(Rules.state, #""invalid""#, "in"), false),
            (Rules.match(#"{"ct": {"key": "status"}}"#, #""dnat""#, "in"), false),
            (Rules.match(#"{"ct": {"key": "direction"}}"#, #""original""#), true),
            (Rules.match(#"{"ct": {"key": "bytes"}}"#, "5", ">"), nil),
            (Rules.match(#"{"fib": {"result": "type", "flags": ["daddr"]}}"#, #""local""#), false),
            (Rules.match(#"{"fib": {"result": "type", "flags": "daddr"}}"#, #""local""#, "!="), true),
            (Rules.match(#"{"fib": {"result": "oif", "flags": ["saddr", "iif"]}}"#, "false"), nil),
            (
                Rules.match(
                    #"{"concat": [{"payload": {"protocol": "ip", "field": "daddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]}"#,
                    #"{"set": [{"concat": ["203.0.113.20", 443]}]}"#), true
            ),
            (
                Rules.match(
                    #"{"concat": [{"payload": {"protocol": "ip", "field": "daddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]}"#,
                    #"{"set": [{"concat": ["203.0.113.20", 5671]}]}"#), false
            ),
            (Rules.match(#"{"osf": {"key": "name"}}"#, #""Linux""#), nil),
            (Rules.match(Rules.payload("ip", "daddr"), #""@missing""#), nil),
        ] as [(String, Bool?)])
    func `holds, does not, or cannot be told`(condition: String, expected: Bool?) throws {
        #expect(try holds(condition) == expected)
    }

    @Test func `asks named sets, with their timeouts`() throws {
        let set =
            #"{"set": {"family": "inet", "name": "hubs", "table": "t", "type": "ipv4_addr", "handle": 9, "elem": ["#
            + #""198.51.100.7", {"prefix": {"addr": "203.0.113.0", "len": 24}}, {"elem": {"val": "192.0.2.7", "timeout": 60}}]}}"#
        let condition = Rules.match(Rules.payload("ip", "daddr"), #""@hubs""#)
        #expect(try holds(condition, sets: [set]) == true)
        #expect(try holds(condition, Rules.outbound(to: Rules.address("192.0.2.7")), sets: [set]) == true)
        #expect(try holds(condition, Rules.outbound(to: Rules.address("192.0.2.8")), sets: [set]) == false)
    }

    @Test func `follows verdict maps, in place and by name`() throws {
        let map =
            #"{"map": {"family": "inet", "name": "m", "table": "t", "type": "inet_service", "handle": 6, "map": "verdict", "#
            + #""elem": [[443, {"accept": null}], [5671, {"drop": null}]]}}"#
        let named = #"{"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, "data": "@m"}}"#
        let inPlace = named.replacing(#""@m""#, with: #"{"set": [[443, {"accept": null}], [5671, {"drop": null}]]}"#)
        for vmap in [named, inPlace] {
            for (port, verdict) in [(443, .passes), (5671, .dropped), (8883, .dropped)]
                as [(UInt16, PacketWalk.Verdict)]
            {
                let ruleset = try Rules.ruleset([
                    Rules.chain("f", hook: "forward", policy: "drop"), map, Rules.rule(3, in: "f", vmap),
                ])
                let walk = Rules.walk(ruleset, Rules.outbound(port: port))
                #expect(walk.verdict == verdict, "\(vmap) \(port)")
                if port == 8883 { #expect(walk.place?.handle == nil, "no element: the policy decides") }
            }
        }
    }

    @Test func `a verdict map over what cannot be told leaves every verdict open`() throws {
        let vmap =
            #"{"vmap": {"key": {"meta": {"key": "cpu"}}, "data": {"set": [[0, {"drop": null}], [1, {"accept": null}]]}}}"#
        let walk = Rules.walk(
            try Rules.ruleset([Rules.chain("f", hook: "forward"), Rules.rule(3, in: "f", vmap)]))
        #expect(walk.verdict == .unclear)
    }

    @Test func `sees the mark that a rule before it set`() throws {
        func walk(_ change: String) throws -> PacketWalk.Verdict {
            Rules.walk(
                try Rules.ruleset([
                    Rules.chain("p", hook: "prerouting", priority: -150), Rules.rule(2, in: "p", change),
                    Rules.chain("f", hook: "forward"),
                    Rules.rule(3, in: "f", Rules.match(Rules.meta("mark"), "5"), Rules.drop),
                ])
            ).verdict
        }
        #expect(try walk(#"{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 5}}"#) == .dropped)
        #expect(try walk(#"{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 6}}"#) == .passes)
        // A connection that begins has no mark of its own yet.
        #expect(
            try walk(#"{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"ct": {"key": "mark"}}}}"#) == .passes)
        #expect(
            try walk(#"{"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"meta": {"key": "cpu"}}}}"#) == .unclear)
        #expect(try walk(Rules.xt("target", "MARK")) == .unclear)
    }

    @Test func `an answer is established, and its ports are the other way round`() throws {
        #expect(try holds(Rules.match(Rules.state, #"["established", "related"]"#, "in"), Rules.answer) == true)
        #expect(try holds(Rules.match(Rules.state, #""new""#, "in"), Rules.answer) == false)
        #expect(try holds(Rules.match(Rules.payload("tcp", "sport"), "443"), Rules.answer) == true)
        #expect(try holds(Rules.match(Rules.payload("tcp", "dport"), "443"), Rules.answer) == nil)
    }

    @Test func `the raw hook knows no connection yet`() throws {
        let ruleset = try Rules.ruleset([
            Rules.chain("p", hook: "prerouting", priority: -300),
            Rules.rule(3, in: "p", Rules.match(Rules.state, #""new""#, "in"), Rules.drop),
        ])
        #expect(Rules.walk(ruleset).verdict == .unclear)
    }

    // MARK: iptables

    private func text(_ rule: String) -> String {
        "table inet t {\n\tchain f { # handle 1\n\t\t\(rule) # handle 3\n\t}\n}"
    }

    @Test(
        arguments: [
            ("conntrack", "ct state related,established drop", false), ("conntrack", "ct state new drop", true),
            ("conntrack", "ct state != new drop", false), ("conntrack", "ct state new ct status dnat drop", nil),
            ("conntrack", "xt match conntrack drop", nil), ("conntrack", "", nil),
            ("addrtype", "fib daddr type local drop", false), ("addrtype", "fib daddr type != local drop", true),
            ("addrtype", "fib daddr type { local, broadcast } drop", nil),
            ("multiport", "tcp dport { 443, 5671 } drop", true), ("multiport", "tcp dport { 5671, 8883 } drop", false),
            ("multiport", "tcp dport 400-500 drop", true), ("multiport", "tcp dport != { 443 } drop", false),
            ("multiport", "udp dport { 443 } drop", false), ("comment", "drop", true), ("owner", "skuid 0 drop", false),
            ("string", "xt match string drop", nil), ("physdev", "", nil),
        ] as [(String, String, Bool?)])
    func `of iptables is read from the rule's text`(name: String, rule: String, expected: Bool?) throws {
        #expect(try holds(Rules.xt("match", name), text: text(rule)) == expected)
    }

    @Test func `nothing that is no list of rules is taken for one`() {
        for text in ["", "{", "[]", #"{"nftables": 5}"#, #"{"other": []}"#, "null"] {
            #expect(Ruleset(json: Array(text.utf8)) == nil, "\(text)")
        }
        #expect(
            Ruleset(json: Array(#"{"nftables": [5, null, {"rule": 5}, {"chain": {}}, {"rule": {"expr": 7}}]}"#.utf8))
                != nil)
    }
}

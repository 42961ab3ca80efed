import ProbeCore
import ProbeEvidence
@testable import Probes
import Testing

struct `a walk through chains` {
    private func forward(
        policy: String = "accept", _ rules: String..., others: [String] = []
    ) throws -> Ruleset {
        try Rules.ruleset([Rules.chain("f", hook: "forward", policy: policy)] + others + rules)
    }

    @Test func `passes without any rules`() throws {
        #expect(Rules.walk(try Rules.ruleset([])).verdict == .passes)
        #expect(Rules.walk(try forward()).verdict == .passes)
    }

    @Test func `names the rule that drops`() throws {
        let walk = Rules.walk(
            try forward(
                Rules.rule(4, in: "f", Rules.match(Rules.payload("tcp", "dport"), "5671"), Rules.drop),
                Rules.rule(9, in: "f", Rules.match(Rules.payload("tcp", "dport"), "443"), Rules.counter, Rules.drop)))
        #expect(walk.verdict == .dropped)
        #expect(walk.place?.description == "nft inet t f handle 9")
        #expect(walk.place?.line == 2)
        #expect(walk.unclear.isEmpty)
    }

    @Test func `names the policy that drops`() throws {
        let walk = Rules.walk(try forward(policy: "drop"))
        #expect(walk.verdict == .dropped)
        #expect(walk.place?.description == "nft inet t f policy")
    }

    @Test func `tells a reject from a drop`() throws {
        let reject = #"{"reject": {"type": "icmpx", "expr": "admin-prohibited"}}"#
        #expect(Rules.walk(try forward(Rules.rule(2, in: "f", reject))).verdict == .rejected)
        let target = try forward(Rules.rule(2, in: "f", Rules.xt("target", "REJECT")))
        #expect(Rules.walk(target).verdict == .rejected)
    }

    @Test func `follows jumps and comes back`() throws {
        let helper = Rules.chain("h")
        let back = Rules.rule(5, in: "h", Rules.match(Rules.meta("iifname"), #""docker0""#), Rules.back)
        let never = Rules.rule(6, in: "h", Rules.drop)
        let call = Rules.rule(7, in: "f", Rules.jump("h"))
        let after = Rules.rule(8, in: "f", Rules.drop)
        let walk = Rules.walk(try forward(call, after, others: [helper, back, never]))
        #expect(walk.place?.handle == 8)
        let other = Rules.walk(
            try forward(call, after, others: [helper, back, never]), Rules.outbound(incoming: "br-1"))
        #expect(other.place?.handle == 6)
    }

    @Test func `does not come back from a goto`() throws {
        let walk = Rules.walk(
            try forward(
                policy: "drop", Rules.rule(7, in: "f", Rules.goto("h")), Rules.rule(8, in: "f", Rules.accept),
                others: [Rules.chain("h")]))
        #expect(walk.verdict == .dropped)
        #expect(walk.place?.handle == nil, "the policy decides")
    }

    @Test func `returns from a base chain to its policy`() throws {
        let walk = Rules.walk(
            try forward(policy: "drop", Rules.rule(3, in: "f", Rules.back), Rules.rule(4, in: "f", Rules.accept)))
        #expect(walk.place?.description == "nft inet t f policy")
    }

    @Test func `an accept ends its own base chain alone, and priorities order them`() throws {
        let late = Rules.chain("late", hook: "forward", priority: 10)
        let early = Rules.chain("early", hook: "forward", priority: -10)
        let walk = Rules.walk(
            try Rules.ruleset([
                late, early, Rules.rule(1, in: "early", Rules.accept), Rules.rule(2, in: "late", Rules.drop),
            ]))
        #expect(walk.place?.chain == "late")
        let both = Rules.walk(
            try Rules.ruleset([
                late, early, Rules.rule(1, in: "early", Rules.drop), Rules.rule(2, in: "late", Rules.drop),
            ]))
        #expect(both.place?.chain == "early")
    }

    @Test func `passes over the other family's chains`() throws {
        let walk = Rules.walk(
            try Rules.ruleset([
                Rules.chain("f", family: "ip6", hook: "forward", policy: "drop"),
                Rules.chain("g", family: "arp", hook: "input", policy: "drop"),
            ]))
        #expect(walk.verdict == .passes)
    }

    @Test func `a loop of jumps ends`() throws {
        let rules = [
            Rules.chain("f", hook: "forward"), Rules.chain("a"), Rules.rule(1, in: "f", Rules.jump("a")),
            Rules.rule(2, in: "a", Rules.jump("a")), Rules.rule(3, in: "a", Rules.jump("a")),
        ]
        #expect(Rules.walk(try Rules.ruleset(rules)).place == nil)
    }

    // MARK: What is not understood

    @Test func `a riddle that may drop makes it unclear, and is named`() throws {
        let walk = Rules.walk(try forward(Rules.rule(3, in: "f", Rules.riddle, Rules.drop)))
        #expect(walk.verdict == .unclear)
        #expect(walk.place?.handle == 3)
        #expect(walk.unclear.map(\.handle) == [3])
    }

    @Test func `of more riddles than are named the others are counted`() throws {
        let rules = (1...20).map { Rules.rule($0, in: "f", Rules.riddle, Rules.drop) }
        let walk = Rules.walk(try forward(rules.joined(separator: ", ")))
        #expect(walk.verdict == .unclear && walk.unclear.map(\.handle) == Array(1...8))
        #expect(walk.unclearLeftOut == 12)
        #expect(PacketWalks(walks: [walk, walk]).leftOut == [LeftOut(.undecidedRules, 12)])
    }

    @Test func `a riddle that changes nothing is no matter`() throws {
        let accepted = Rules.walk(try forward(Rules.rule(3, in: "f", Rules.riddle, Rules.accept)))
        #expect(accepted.verdict == .passes)
        let logged = Rules.walk(
            try forward(Rules.rule(3, in: "f", #"{"limit": {"rate": 5, "per": "second"}}"#, #"{"log": null}"#)))
        #expect(logged.verdict == .passes)
    }

    @Test func `a riddle before a certain drop may save the packet`() throws {
        let walk = Rules.walk(
            try forward(policy: "drop", Rules.rule(3, in: "f", Rules.riddle, Rules.accept)))
        #expect(walk.verdict == .unclear)
        #expect(walk.place?.description == "nft inet t f policy")
        #expect(walk.unclear.map(\.handle) == [3])
    }

    @Test func `where every way is dropped it is dropped, though no one rule is named`() throws {
        let walk = Rules.walk(
            try forward(policy: "drop", Rules.rule(3, in: "f", Rules.riddle, Rules.drop)))
        #expect(walk.verdict == .dropped)
        #expect(walk.place == nil)
        #expect(walk.unclear.count == 2)
    }

    @Test func `a return that may happen leaves the caller's rules open`() throws {
        let others = [
            Rules.chain("h"), Rules.rule(4, in: "h", Rules.riddle, Rules.back), Rules.rule(5, in: "h", Rules.accept),
        ]
        let walk = Rules.walk(
            try forward(policy: "drop", Rules.rule(3, in: "f", Rules.jump("h")), others: others))
        #expect(walk.verdict == .unclear)
        let saved = Rules.walk(
            try forward(
                policy: "drop", Rules.rule(3, in: "f", Rules.jump("h")), Rules.rule(6, in: "f", Rules.accept),
                others: others))
        #expect(saved.verdict == .passes)
    }

    @Test func `an unknown statement or target decides nothing`() throws {
        for statement in [#"{"queue": {"num": 1}}"#, #"{"xt": null}"#, Rules.xt("target", "NFQUEUE"), #"{"new": 1}"#] {
            let walk = Rules.walk(try forward(Rules.rule(3, in: "f", statement)))
            #expect(walk.verdict == .unclear, "\(statement)")
        }
    }

    @Test func `filters of bridges stand around those of the IP layer`() throws {
        func below(_ hook: String, _ statements: String...) throws -> Ruleset {
            try Rules.ruleset([
                Rules.chain("b", family: "bridge", hook: hook),
                Rules.rule(2, in: "b", family: "bridge", (statements + [Rules.drop]).joined(separator: ", ")),
            ])
        }
        #expect(Rules.walk(try below("prerouting")).place?.description == "nft bridge t b handle 2")
        #expect(Rules.walk(try below("input")).verdict == .dropped)
        #expect(Rules.walk(try below("forward")).verdict == .passes, "what is routed is not bridged")
        #expect(Rules.walk(try below("output")).verdict == .passes)
        #expect(Rules.walk(try below("output"), Rules.answer).verdict == .dropped)
        let hub = Rules.match(Rules.payload("ip", "daddr"), #""203.0.113.20""#)
        #expect(Rules.walk(try below("prerouting", hub)).verdict == .dropped)
        #expect(Rules.walk(try below("prerouting", hub), Rules.outbound(to: Rules.container)).verdict == .passes)
        let other = Rules.match(Rules.meta("ibrname"), #""br0""#)
        #expect(Rules.walk(try below("prerouting", other)).verdict == .passes)
        // The name of the port that a container is behind is not known.
        let port = Rules.match(Rules.meta("iifname"), #""veth1""#)
        #expect(Rules.walk(try below("prerouting", port)).verdict == .unclear)
    }

    @Test func `filters of devices are for their own`() throws {
        func ingress(_ device: String) throws -> Ruleset {
            try Rules.ruleset([
                #"{"chain": {"family": "netdev", "table": "t", "name": "d", "handle": 1, "dev": "\#(device)", "#
                    + #""type": "filter", "hook": "ingress", "prio": 0, "policy": "accept"}}"#,
                Rules.rule(2, in: "d", family: "netdev", Rules.drop),
            ])
        }
        #expect(Rules.walk(try ingress("docker0")).place?.description == "nft netdev t d handle 2")
        #expect(Rules.walk(try ingress("eth0")).verdict == .passes)
        #expect(Rules.walk(try ingress("eth0"), Rules.answer).verdict == .dropped)
    }

    // MARK: Translation

    private func postrouting(_ statements: String...) throws -> Ruleset {
        try Rules.ruleset([
            Rules.chain("POSTROUTING", family: "ip", table: "nat", hook: "postrouting", priority: 100, kind: "nat"),
            #"{"rule": {"family": "ip", "table": "nat", "chain": "POSTROUTING", "handle": 5, "expr": ["#
                + statements.joined(separator: ", ") + "]}}",
        ])
    }

    @Test func `a masquerade covers its subnet and no other`() throws {
        let subnet = Rules.match(Rules.payload("ip", "saddr"), #"{"prefix": {"addr": "172.17.0.0", "len": 16}}"#)
        let egress = Rules.match(Rules.meta("oifname"), #""docker0""#, "!=")
        let ruleset = try postrouting(egress, subnet, Rules.counter, Rules.xt("target", "MASQUERADE"))
        let walk = Rules.walk(ruleset)
        #expect(walk.verdict == .passes)
        #expect(walk.source == .translated)
        #expect(walk.sourceRule?.description == "iptables nat POSTROUTING 1")
        #expect(Rules.walk(ruleset, Rules.outbound(from: Rules.address("172.18.0.2"))).source == .kept)
        #expect(Rules.walk(ruleset, Rules.answer).source == .kept, "an answer is not translated by rules")
    }

    @Test func `a masquerade behind a riddle is unclear`() throws {
        #expect(Rules.walk(try postrouting(Rules.riddle, #"{"masquerade": null}"#)).source == .unclear)
    }

    @Test(arguments: [(2, "mbytes", PacketWalk.Verdict.dropped), (1, "mbytes", .unclear), (3, "kbytes", .unclear)])
    func `a quota decides once it is used up`(used: Int, unit: String, verdict: PacketWalk.Verdict) throws {
        let quota =
            #"{"quota": {"val": 2, "val_unit": "mbytes", "used": \#(used), "used_unit": "\#(unit)", "inv": true}}"#
        let ruleset = try Rules.ruleset([
            Rules.chain("f", hook: "forward"), Rules.rule(2, in: "f", "\(quota), \(Rules.drop)"),
        ])
        #expect(Rules.walk(ruleset).verdict == verdict)
    }

    @Test func `a rule that sets the hop limit is remembered with it, and stops nothing`() throws {
        func walk(_ condition: String?, _ field: String = "ttl") -> PacketWalk? {
            let payload = Rules.payload(field == "ttl" ? "ip" : "ip6", field)
            let sets = #"{"mangle": {"key": \#(payload), "value": 2}}"#
            let statements = ([condition].compactMap { $0 } + [sets]).joined(separator: ", ")
            return try? Rules.walk(
                Rules.ruleset([
                    Rules.chain("out", hook: "postrouting", priority: -150), Rules.rule(2, in: "out", statements),
                ]))
        }
        for field in ["ttl", "hoplimit"] {
            let set = try #require(walk(nil, field))
            #expect(set.verdict == .passes && set.hopLimit?.limit == 2 && set.hopLimit?.place.handle == 2)
        }
        #expect(try #require(walk(Rules.match(Rules.payload("tcp", "dport"), "1"))).hopLimit == nil)
        #expect(try #require(walk(Rules.riddle)).hopLimit == nil)
    }

    /// A rule of raw's priority that spares packets from being tracked, before a masquerade and a filter of connections.
    private func sparing(_ condition: String? = nil, hook: String = "prerouting") throws -> Ruleset {
        try Rules.ruleset([
            Rules.chain("early", hook: hook, priority: -300),
            Rules.rule(
                2, in: "early", ([condition].compactMap { $0 } + [#"{"notrack": null}"#]).joined(separator: ", ")),
            Rules.chain("f", hook: "forward", policy: "drop"),
            Rules.rule(3, in: "f", Rules.match(Rules.state, #""new""#, "in"), Rules.accept),
            Rules.chain("u", hook: "forward", priority: -10),
            Rules.rule(4, in: "u", Rules.match(Rules.state, #""untracked""#, "in"), Rules.counter),
            Rules.chain("n", hook: "postrouting", priority: 100, kind: "nat"),
            Rules.rule(5, in: "n", #"{"masquerade": null}"#),
        ])
    }

    @Test func `a packet that is not tracked is of no new connection and is not translated`() throws {
        let spared = Rules.walk(try sparing())
        #expect(spared.verdict == .dropped && spared.place?.chain == "f")
        let other = Rules.walk(try sparing(Rules.match(Rules.payload("tcp", "dport"), "5671")))
        #expect(other.verdict == .passes && other.source == .translated)
        let unclear = Rules.walk(try sparing(Rules.riddle))
        #expect(unclear.verdict == .unclear)
        // Behind the tracking it comes too late.
        #expect(Rules.walk(try sparing(hook: "forward")).source == .translated)
    }

    @Test func `a packet that is not tracked keeps its source, and the rule is named`() throws {
        let walk = Rules.walk(
            try Rules.ruleset([
                Rules.chain("early", hook: "prerouting", priority: -300),
                Rules.rule(2, in: "early", #"{"notrack": null}"#),
                Rules.chain("n", hook: "postrouting", priority: 100, kind: "nat"),
                Rules.rule(5, in: "n", #"{"masquerade": null}"#),
            ]))
        #expect(walk.verdict == .passes && walk.source == .kept)
        #expect(walk.untracked?.handle == 2)
    }

    private func redirecting(_ statements: String...) throws -> Ruleset {
        try Rules.ruleset([
            Rules.chain("p", hook: "prerouting", priority: -100, kind: "nat"),
            Rules.rule(2, in: "p", statements.joined(separator: ", ")),
            Rules.chain("f", hook: "forward", policy: "drop"),
            Rules.chain("i", hook: "input"),
            Rules.rule(3, in: "i", Rules.match(Rules.payload("tcp", "dport"), "3129"), Rules.drop),
        ])
    }

    @Test func `a redirected packet goes on as another one`() throws {
        let walk = Rules.walk(try redirecting(#"{"redirect": {"port": 3129}}"#))
        #expect(walk.redirection?.handle == 2)
        #expect(walk.target == SocketAddress("172.17.0.1:3129", defaultPort: 1))
        #expect(walk.place?.handle == 3, "the device's own filter sees it")
        let elsewhere = Rules.walk(try redirecting(#"{"dnat": {"addr": "10.9.9.9"}}"#))
        #expect(elsewhere.target == SocketAddress("10.9.9.9:443", defaultPort: 1))
        #expect(elsewhere.place?.chain == "f")
    }

    @Test func `a redirection that cannot be told ends the walk`() throws {
        let walk = Rules.walk(try redirecting(#"{"dnat": {"addr": {"map": {}}}}"#))
        #expect(walk.verdict == .unclear)
        #expect(walk.target == nil)
        #expect(walk.redirection?.handle == 2)
        let maybe = Rules.walk(try redirecting(Rules.riddle, #"{"redirect": {"port": 3129}}"#))
        #expect(maybe.target == nil)
        #expect(maybe.redirection?.handle == 2)
    }

    @Test func `an answer keeps this device's address until its translation is undone`() throws {
        let ruleset = try Rules.ruleset([
            Rules.chain("PREROUTING", family: "ip", table: "raw", hook: "prerouting", priority: -300),
            #"{"rule": {"family": "ip", "table": "raw", "chain": "PREROUTING", "handle": 3, "expr": ["#
                + Rules.match(Rules.payload("ip", "daddr"), #""172.17.0.2""#) + "," + Rules.drop + "]}}",
        ])
        #expect(Rules.walk(ruleset, Rules.answer, translated: Rules.address("10.3.0.17")).verdict == .passes)
        #expect(Rules.walk(ruleset, Rules.answer).verdict == .dropped)
    }
}

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

    @Test func `filters of bridges and devices are not walked, and said so`() throws {
        let below = [
            Rules.chain("b", family: "bridge", hook: "prerouting"),
            Rules.rule(2, in: "b", family: "bridge", Rules.drop),
        ]
        let walk = Rules.walk(try Rules.ruleset(below))
        #expect(walk.verdict == .unclear)
        #expect(walk.unclear.map(\.chain) == ["b"])
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

    @Test func `a redirection ends what can be told`() throws {
        let ruleset = try Rules.ruleset([
            Rules.chain("p", hook: "prerouting", priority: -100, kind: "nat"),
            Rules.rule(2, in: "p", #"{"redirect": {"port": 3129}}"#), Rules.chain("f", hook: "forward", policy: "drop"),
        ])
        let walk = Rules.walk(ruleset)
        #expect(walk.verdict == .unclear)
        #expect(walk.redirection?.handle == 2)
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

import ProbeCore
import ProbeEvidence
@testable import Probes
import Testing

/// What rules ask of this device's own packets besides where they go: whose they are, what they carry, who is next.
struct OwnPacketsTests {
    private static let uplink = Rules.links[0]
    private static let packet = FilteredPacket(
        from: Rules.address("10.3.0.17"), to: Rules.hub, .tcp, port: 443, incoming: nil, outgoing: "eth0")

    private func output(_ rules: String..., policy: String = "accept") throws -> Ruleset {
        try Rules.ruleset([Rules.chain("o", hook: "output", policy: policy)] + rules)
    }

    private func legacy(_ table: String, _ chain: String, _ rule: String) throws -> Ruleset {
        let text = "*\(table)\n:\(chain) ACCEPT [0:0]\n[0:0] -A \(chain) \(rule)\nCOMMIT\n"
        var ruleset = try Rules.ruleset([])
        ruleset.add(IptablesSave(parsing: Array(text.utf8), .v4, isLegacy: true))
        return ruleset
    }

    private func journey(
        _ ruleset: Ruleset, _ sender: PacketSender? = nil, isData: Bool = false
    ) -> PacketJourney {
        var journey = RulesetWalk(ruleset, links: Rules.links)
            .begin(Self.packet, .host, connectionMark: 0, sender: sender, isData: isData)
        journey.pass(.beforeRouting)
        journey.pass(.afterRouting)
        return journey
    }

    private func sender(_ user: UInt32, _ groups: [String]? = nil) -> PacketSender {
        PacketSender(name: "\(user)", user: user, group: user, controlGroups: groups)
    }

    // MARK: Whose they are

    @Test func `a rule by user is told where the sender is known`() throws {
        let only = try output(
            Rules.rule(
                4, in: "o", Rules.match(Rules.meta("skuid"), #"{"set": [0, {"range": [990, 993]}]}"#), Rules.accept),
            policy: "drop")
        #expect(journey(only).walk.verdict == .unclear)
        #expect(journey(only, sender(991)).walk.verdict == .passes)
        #expect(journey(only, sender(1000)).walk.verdict == .dropped)
        #expect(only.asksForSenders)
        #expect(try !output(Rules.rule(4, in: "o", Rules.drop)).asksForSenders)
    }

    @Test func `iptables' owner match is read`() throws {
        let one = try legacy("filter", "OUTPUT", "-p tcp -m owner --uid-owner 0 -j DROP")
        #expect(journey(one, sender(0)).walk.verdict == .dropped)
        #expect(journey(one, sender(7)).walk.verdict == .passes)
        let others = try legacy("filter", "OUTPUT", "-p tcp -m owner ! --gid-owner 100-200 -j DROP")
        #expect(journey(others, sender(150)).walk.verdict == .passes)
        #expect(journey(others, sender(99)).walk.verdict == .dropped)
        #expect(one.asksForSenders)
    }

    @Test func `a control group is compared down to its level`() throws {
        let group = #"{"socket": {"key": "cgroupv2", "level": 2}}"#
        let engine = try output(
            Rules.rule(4, in: "o", Rules.match(group, #""system.slice/docker.service""#), Rules.drop))
        #expect(journey(engine, sender(0, ["system.slice", "docker.service"])).walk.verdict == .dropped)
        #expect(journey(engine, sender(0, ["system.slice", "ssh.service", "x"])).walk.verdict == .passes)
        #expect(journey(engine, sender(0, ["init.scope"])).walk.verdict == .passes)
        #expect(journey(engine, sender(0)).walk.verdict == .unclear)
    }

    // MARK: What they carry

    @Test func `a rule about data stops no connection from opening`() throws {
        let flags = #"{"&": [\#(Rules.payload("tcp", "flags")), "psh"]}"#
        let pushed = try output(Rules.rule(4, in: "o", Rules.match(flags, #""psh""#), Rules.drop))
        #expect(journey(pushed).walk.verdict == .passes)
        #expect(journey(pushed, isData: true).stops.map(\.handle) == [4])
    }

    @Test func `a rule by text may stop data, behind an accept of what is established it does not`() throws {
        let text = "-p tcp -m string --algo bm --string azure-devices.net --to 65535 -j DROP"
        let open = try legacy("filter", "OUTPUT", text)
        #expect(journey(open, isData: true).stops.map(\.line) == [1])
        let established = try output(
            Rules.rule(3, in: "o", Rules.match(Rules.state, #""established""#, "in"), Rules.accept),
            Rules.rule(4, in: "o", Rules.riddle, Rules.drop))
        #expect(journey(established, isData: true).stops.isEmpty)
        #expect(journey(established).stops.map(\.handle) == [4])
    }

    // MARK: Where answers go

    @Test func `a source that no interface has is told`() throws {
        func foreign(_ rule: String) throws -> IPAddress? {
            journey(try legacy("nat", "POSTROUTING", rule)).walk.foreignSource
        }
        #expect(try foreign("-o eth0 -j SNAT --to-source 10.3.0.99") == Rules.address("10.3.0.99"))
        #expect(try foreign("-o eth0 -j SNAT --to-source 10.3.0.17") == nil)
        #expect(try foreign("-o eth0 -j SNAT --to-source 10.3.0.90-10.3.0.99") == nil)
        #expect(try foreign("-o eth9 -j SNAT --to-source 10.3.0.99") == nil)
        #expect(try foreign("-o eth0 -j MASQUERADE") == nil)
        #expect(try foreign("-o eth0 -m statistic --mode random -j SNAT --to-source 10.3.0.99") == nil)
    }

    // MARK: Who is next

    private func neighbour(_ rules: String..., hook: String = "output", policy: String = "accept") throws -> (
        place: RulePlace, isCertain: Bool
    )? {
        let chain = Rules.chain("a", family: "arp", hook: hook, policy: policy)
        return RulesetWalk(try Rules.ruleset([chain] + rules), links: Rules.links)
            .neighbourRule(asking: Rules.address("10.3.0.1"), from: Rules.address("10.3.0.17"), on: "eth0")
    }

    private func rule(_ statements: String...) -> String {
        #"{"rule": {"family": "arp", "table": "t", "chain": "a", "handle": 4, "expr": [\#(statements.joined(separator: ", "))]}}"#
    }

    @Test func `rules for ARP are told by what is asked and answered`() throws {
        #expect(try neighbour() == nil)
        let policy = try neighbour(hook: "input", policy: "drop")
        #expect(policy?.isCertain == true && policy?.place.isPolicy == true)
        let asked = Rules.match(Rules.payload("arp", "daddr ip"), #""10.3.0.1""#)
        let question = try neighbour(rule(Rules.match(Rules.payload("arp", "htype"), "1"), asked, Rules.drop))
        #expect(question?.isCertain == true && question?.place.handle == 4)
        let other = Rules.match(Rules.payload("arp", "saddr ip"), #""10.3.0.66""#)
        #expect(try neighbour(rule(other, Rules.drop), hook: "input") == nil)
        let hardware = Rules.match(Rules.payload("arp", "saddr ether"), #""02:00:00:00:00:01""#, "!=")
        #expect(try neighbour(rule(hardware, Rules.drop), hook: "input")?.isCertain == false)
        #expect(try neighbour(rule(Rules.match(Rules.payload("tcp", "dport"), "443"), Rules.drop)) == nil)
    }
}

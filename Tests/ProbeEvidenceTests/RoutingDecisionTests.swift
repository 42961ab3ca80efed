import ProbeCore
import ProbeEvidence
import Testing

/// What the tables say of a packet, as the kernel goes through them.
struct RoutingDecisionTests {
    private let container: IPAddress
    private let hub: IPAddress
    private var state = RoutingState()

    init() throws {
        container = try #require(IPAddress("172.17.0.2"))
        hub = try #require(IPAddress("203.0.113.20"))
        state.rules = [
            RoutingRule(.v4, priority: 32766, table: 254), RoutingRule(.v4, priority: 0, table: 255),
            RoutingRule(.v4, priority: 32767, table: 253),
        ]
        state.routes = [
            Route(try prefix("0.0.0.0/0"), gateway: IPAddress("198.51.100.1"), interface: "eth0"),
            Route(try prefix("172.17.0.0/16"), interface: "docker0"),
        ]
        state.links = [
            NetworkLink(
                index: 2, name: "eth0",
                addresses: [NetworkLink.Address(try #require(IPAddress("198.51.100.10")), length: 24)])
        ]
    }

    private func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }

    private func packet(mark: UInt32 = 0, incoming: InterfaceName? = "docker0") -> RoutedPacket {
        var packet = RoutedPacket(to: hub, from: container, incoming: incoming)
        packet.mark = mark
        return packet
    }

    @Test func `a rule for users is for sockets of theirs, and what is forwarded is root's`() {
        var rule = RoutingRule(.v4, priority: 100, table: 7)
        rule.users = [988, 988]
        #expect(rule.matches(packet()) == false)
        #expect(rule.matches(packet(incoming: nil)) == nil)
        #expect(rule.matches(RoutedPacket(to: hub, user: 988)) == true)
        rule.users = [0, 0]
        #expect(rule.matches(packet()) == true)
    }

    private func deciding(on packet: RoutedPacket, _ change: (inout RoutingState) throws -> Void) rethrows
        -> RoutingDecision?
    {
        var changed = state
        try change(&changed)
        return changed.decision(on: packet)
    }

    @Test func `the main table decides, by its narrowest route with the lowest metric`() throws {
        #expect(state.decision(on: packet())?.rule.isDefault == true)
        #expect(state.decision(on: packet())?.route?.interface == "eth0")
        let better = try deciding(on: packet()) {
            $0.routes.append(Route(try prefix("203.0.113.0/24"), interface: "eth1", metric: 50))
            $0.routes.append(Route(try prefix("203.0.113.0/24"), interface: "eth2", metric: 20))
        }
        #expect(better?.route?.interface == "eth2")
    }

    @Test func `a rule by interface or by mark decides for its packets alone`() throws {
        func decision(_ packet: RoutedPacket) throws -> RoutingDecision? {
            try deciding(on: packet) {
                var byInterface = RoutingRule(.v4, priority: 1000, table: 88)
                byInterface.incoming = "docker0"
                var byMark = RoutingRule(.v4, priority: 900, table: 89)
                (byMark.mark, byMark.mask) = (0x58, .max)
                $0.rules += [byInterface, byMark]
                $0.routes.append(Route(try prefix("0.0.0.0/0"), table: 88, kind: .blackhole))
                $0.routes.append(Route(try prefix("0.0.0.0/0"), table: 89, interface: "eth1"))
            }
        }
        #expect(try decision(packet())?.isBlocking == true)
        #expect(try decision(packet(mark: 0x58))?.route?.interface == "eth1")
        #expect(try decision(packet(incoming: nil))?.rule.isDefault == true)
    }

    @Test func `a table without a way, a throw and a suppressed route leave it to the next rule`() throws {
        for route: Route? in [
            nil, Route(try prefix("0.0.0.0/0"), table: 88, kind: .throw),
            Route(try prefix("0.0.0.0/0"), table: 88, interface: "eth1"),
        ] {
            let decision = deciding(on: packet()) {
                var rule = RoutingRule(.v4, priority: 1000, table: 88)
                rule.suppressedLength = 0
                $0.rules.append(rule)
                $0.routes += [route].compactMap(\.self)
            }
            #expect(decision?.rule.isDefault == true, "\(String(describing: route))")
        }
    }

    @Test func `a rule that says no decides without a route`() throws {
        let decision = deciding(on: packet()) {
            $0.rules.append(RoutingRule(.v4, priority: 1000, action: .prohibit, table: 0))
        }
        #expect(decision?.isBlocking == true)
        #expect(decision?.route == nil)
    }

    @Test func `what cannot be told is not told`() throws {
        #expect(deciding(on: packet()) { $0.routesLeftOut = 1 } == nil)
        let port = deciding(on: packet()) {
            var rule = RoutingRule(.v4, priority: 1000, table: 88)
            rule.hasOtherSelectors = true
            $0.rules.append(rule)
        }
        #expect(port == nil)
        let jump = deciding(on: packet()) {
            $0.rules.append(RoutingRule(.v4, priority: 1000, action: .goto, table: 0))
        }
        #expect(jump == nil)
        #expect(state.decision(on: RoutedPacket(to: try #require(IPAddress("198.51.100.10")))) == nil)
    }

    @Test(arguments: [LeftOut.List.policyRules, .interfaces, .addresses])
    func `nothing is told from lists that were cut`(list: LeftOut.List) {
        var state = state
        let packet = RoutedPacket(to: hub, from: container)
        #expect(state.decision(on: packet) != nil)
        state.othersLeftOut = [LeftOut(list, 1)]
        #expect(state.decision(on: packet) == nil && !state.hasNoWay(for: packet))
        state.othersLeftOut = nil
        state.routes = []
        #expect(state.hasNoWay(for: packet))
        state.othersLeftOut = [LeftOut(list, 1)]
        #expect(!state.hasNoWay(for: packet))
    }
}

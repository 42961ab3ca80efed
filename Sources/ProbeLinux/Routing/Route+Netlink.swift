import ProbeCore
import ProbeEvidence

// Kernel messages to evidence.

extension NetworkLink {
    /// A link and the index of its master; nothing for a message of another protocol, such as a bridge's port.
    static func parse(_ message: NetlinkMessage) throws(NetlinkError) -> (link: NetworkLink, master: Int?)? {
        let (header, attributes) = try message.split(headerSize: LinkHeader.size)
        guard header.first == 0, let name = attributes.interfaceName(LinkAttribute.name),
            let hardware = HostOrder.integer(header.dropFirst(2).prefix(2), as: UInt16.self),
            let index = HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self),
            let flags = HostOrder.integer(header.dropFirst(8).prefix(4), as: UInt32.self)
        else { return nil }
        let information = try attributes.nested(LinkAttribute.information)
        let isUp = flags & LinkHeader.up != 0
        var link = NetworkLink(
            index: Int(index), name: name, kind: information?.text(LinkAttribute.kind), hardware: Int(hardware),
            mtu: attributes.integer(LinkAttribute.mtu, as: UInt32.self).map { Int($0) }, isUp: isUp,
            hasCarrier: isUp ? attributes.integer(LinkAttribute.carrier, as: UInt8.self).map { $0 != 0 } : nil)
        let attached = try attributes.nested(LinkAttribute.expressDataPath)?
            .integer(LinkAttribute.attached, as: UInt8.self)
        link.hasPrograms = (attached ?? 0) == 0 ? nil : true
        return (link, attributes.integer(LinkAttribute.master, as: UInt32.self).map { Int($0) })
    }

    /// The index of a link whose packets filters may see on their way in or out (tc-bpf(8)).
    static func filtered(_ message: NetlinkMessage) throws(NetlinkError) -> Int? {
        let (header, attributes) = try message.split(headerSize: QueueingHeader.size)
        guard let kind = attributes.text(QueueingAttribute.kind), ["clsact", "ingress"].contains(kind) else {
            return nil
        }
        return HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self).map { Int($0) }
    }
}

extension NetworkLink.Address {
    /// An address and the index of its link.
    static func parse(_ message: NetlinkMessage) throws(NetlinkError) -> (index: Int, address: Self)? {
        let (header, attributes) = try message.split(headerSize: AddressHeader.size)
        let bytes = Array(header)
        // On a point-to-point link IFA_ADDRESS is the other end's.
        guard let address = attributes.address(AddressAttribute.local) ?? attributes.address(AddressAttribute.address),
            let index = HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self),
            Int(bytes[1]) <= address.family.bits
        else { return nil }
        return (Int(index), Self(address, length: Int(bytes[1])))
    }
}

extension Route {
    static func split(
        _ message: NetlinkMessage
    ) throws(NetlinkError) -> (header: RouteHeader, attributes: NetlinkAttributes)? {
        guard message.type == .newRoute else { return nil }
        let (bytes, attributes) = try message.split(headerSize: RouteHeader.size)
        let raw = Array(bytes)
        guard let family = IPAddress.Family(number: raw[0]) else { return nil }
        let header = RouteHeader(
            family, destinationLength: Int(raw[1]), sourceLength: Int(raw[2]), table: raw[4], origin: raw[5],
            scope: raw[6], kind: raw[7], flags: HostOrder.integer(bytes.dropFirst(8).prefix(4), as: UInt32.self) ?? 0)
        return (header, attributes)
    }

    static func parse(_ message: NetlinkMessage, names: [Int: InterfaceName]) throws(NetlinkError) -> Route? {
        guard let (header, attributes) = try split(message), let family = IPAddress.Family(number: header.family),
            let zero = IPAddress(bytes: [UInt8](repeating: 0, count: family.bits / 8)),
            let destination = IPPrefix(
                attributes.address(RouteAttribute.destination) ?? zero, length: Int(header.destinationLength))
        else { return nil }
        var interface = attributes.integer(RouteAttribute.outgoingInterface, as: UInt32.self)
        var gateway = attributes.gateway
        var otherHops: [NextHop]?
        // The first of several next hops stands for all, where only one is asked for.
        if interface == nil, let hops = attributes[RouteAttribute.multipath] {
            let all = try nextHops(hops)
            interface = all.first?.index
            gateway = all.first?.gateway
            otherHops = all.dropFirst().map { NextHop(gateway: $0.gateway, interface: names[Int($0.index)]) }
        }
        var route = Route(
            destination, table: attributes.table(header), kind: Kind(number: header.kind), gateway: gateway,
            interface: interface.flatMap { names[Int($0)] },
            metric: attributes.integer(RouteAttribute.priority, as: UInt32.self).map { Int($0) },
            source: attributes.address(RouteAttribute.preferredSource), mtu: try attributes.mtu())
        if otherHops?.isEmpty == false { route.otherHops = otherHops }
        return route
    }

    /// The kernel's list of a struct rtnexthop each with its attributes (linux/rtnetlink.h), as far as it is well formed.
    private static func nextHops(
        _ bytes: ArraySlice<UInt8>
    ) throws(NetlinkError) -> [(index: UInt32, gateway: IPAddress?)] {
        var hops: [(index: UInt32, gateway: IPAddress?)] = []
        var rest = bytes
        while rest.count >= 8, hops.count < mostHops,
            let length = HostOrder.integer(rest.prefix(2), as: UInt16.self), (8...rest.count).contains(Int(length)),
            let index = HostOrder.integer(rest.dropFirst(4).prefix(4), as: UInt32.self)
        {
            hops.append((index, try NetlinkAttributes(rest.prefix(Int(length)).dropFirst(8)).gateway))
            // Each begins at a multiple of four bytes.
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return hops
    }

    /// More than a device has uplinks.
    private static let mostHops = 16
}

extension NetlinkAttributes {
    /// The next hop; RTA_VIA holds one of the other family, behind two bytes of family.
    var gateway: IPAddress? {
        address(RouteAttribute.gateway) ?? self[RouteAttribute.via].flatMap { IPAddress(bytes: $0.dropFirst(2)) }
    }

    func table(_ header: RouteHeader) -> Int {
        integer(RouteAttribute.table, as: UInt32.self).map { Int($0) } ?? Int(header.table)
    }

    func mtu() throws(NetlinkError) -> Int? {
        try nested(RouteAttribute.metrics)?.integer(RouteAttribute.mtu, as: UInt32.self).map { Int($0) }
    }
}

extension Neighbour {
    /// The size of a ndmsg.
    static let headerSize = 12

    static func parse(_ message: NetlinkMessage, names: [Int: InterfaceName]) throws(NetlinkError) -> Neighbour? {
        let (header, attributes) = try message.split(headerSize: headerSize)
        guard let address = attributes.address(NeighbourAttribute.destination),
            let index = HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self),
            let state = HostOrder.integer(header.dropFirst(8).prefix(2), as: UInt16.self),
            let name = names[Int(index)]
        else { return nil }
        return Neighbour(address, on: name, State(number: state))
    }
}

extension RoutingRule {
    /// The size of a fib_rule_hdr.
    private static let headerSize = 12

    static func parse(_ message: NetlinkMessage) throws(NetlinkError) -> RoutingRule? {
        let (header, attributes) = try message.split(headerSize: headerSize)
        let bytes = Array(header)
        guard let family = IPAddress.Family(number: bytes[0]) else { return nil }
        // FRA_TABLE holds what the header's byte cannot.
        let table = attributes.integer(RuleAttribute.table, as: UInt32.self).map { Int($0) } ?? Int(bytes[4])
        let priority = attributes.integer(RuleAttribute.priority, as: UInt32.self).map { Int($0) } ?? 0
        var rule = RoutingRule(family, priority: priority, action: Action(number: bytes[7]), table: table)
        rule.from = attributes.address(RuleAttribute.source).flatMap { IPPrefix($0, length: Int(bytes[2])) }
        rule.to = attributes.address(RuleAttribute.destination).flatMap { IPPrefix($0, length: Int(bytes[1])) }
        rule.incoming = attributes.interfaceName(RuleAttribute.incomingInterface)
        rule.outgoing = attributes.interfaceName(RuleAttribute.outgoingInterface)
        rule.mask = attributes.integer(RuleAttribute.markMask, as: UInt32.self)
        rule.mark = attributes.integer(RuleAttribute.mark, as: UInt32.self)
        if (rule.mask ?? 0) == 0 { (rule.mark, rule.mask) = (nil, nil) }
        // A mask without a mark is for packets that have none of its bits.
        if rule.mask != nil, rule.mark == nil { rule.mark = 0 }
        if let users = attributes[RuleAttribute.userIDs], users.count == 8,
            let first = HostOrder.integer(users.prefix(4), as: UInt32.self),
            let last = HostOrder.integer(users.dropFirst(4), as: UInt32.self)
        {
            rule.users = [first, last]
        }
        // The kernel says -1 for none.
        rule.suppressedLength = attributes.integer(RuleAttribute.suppressPrefixLength, as: UInt32.self)
            .flatMap { $0 > 128 ? nil : Int($0) }
        rule.hasOtherSelectors =
            bytes[3] != 0
            || [RuleAttribute.ipProtocol, RuleAttribute.sourcePorts, RuleAttribute.destinationPorts].contains {
                attributes[$0] != nil
            }
        // FIB_RULE_INVERT.
        rule.isInverted = (HostOrder.integer(header.dropFirst(8).prefix(4), as: UInt32.self) ?? 0) & 2 != 0
        return rule
    }
}

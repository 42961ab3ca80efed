package import ProbeCore
package import ProbeEvidence

/// Reads links, addresses, rules, routes and neighbours of this thread's namespace over rtnetlink; needs no rights.
package struct Routing: ~Copyable {
    private var socket: NetlinkSocket
    /// The names of the links by index, for everything that speaks of them by number.
    private var names: [Int: InterfaceName]

    /// Opens a socket.
    ///
    /// - Parameter links: those that were listed before, for the names of what the kernel speaks of by number.
    /// - Throws: the kernel's error, as where a filter of system calls allows no netlink.
    package init(knowing links: [NetworkLink] = []) throws(NetlinkError) {
        socket = try NetlinkSocket()
        names = Self.names(of: links)
    }

    private static func names(of links: [NetworkLink]) -> [Int: InterfaceName] {
        Dictionary(links.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    /// The links with their addresses.
    package mutating func links() throws(NetlinkError) -> [NetworkLink] {
        var links: [NetworkLink] = []
        var masters: [Int: Int] = [:]
        for message in try socket.list(NetlinkMessage(.getLink, header: LinkHeader().bytes)) {
            guard message.type == .newLink, let (link, master) = try NetworkLink.parse(message) else { continue }
            links.append(link)
            if let master { masters[link.index] = master }
        }
        names = Self.names(of: links)
        let header = AddressHeader(.v4, prefixLength: 0, index: 0)
        var bytes = header.bytes
        // AF_UNSPEC: both families.
        bytes[0] = 0
        for message in try socket.list(NetlinkMessage(.getAddress, header: bytes)) where message.type == .newAddress {
            guard let (index, address) = try NetworkLink.Address.parse(message),
                let place = links.firstIndex(where: { $0.index == index })
            else { continue }
            links[place].addresses.append(address)
        }
        for index in try filtered() {
            if let place = links.firstIndex(where: { $0.index == index }) { links[place].hasPrograms = true }
        }
        for place in links.indices { links[place].master = masters[links[place].index].flatMap { names[$0] } }
        return links
    }

    /// The links whose packets filters may see before the rules do.
    private mutating func filtered() throws(NetlinkError) -> [Int] {
        do throws(NetlinkError) {
            var filtered: [Int] = []
            for message in try socket.list(NetlinkMessage(.getQueueing, header: QueueingHeader().bytes))
            where message.type == .newQueueing {
                if let index = try NetworkLink.filtered(message) { filtered.append(index) }
            }
            return filtered
        } catch {
            // A kernel without queueing disciplines has no such list.
            guard error.code != nil else { throw error }
            return []
        }
    }

    package mutating func rules() throws(NetlinkError) -> [RoutingRule] {
        var rules: [RoutingRule] = []
        for family in [IPAddress.Family.v4, .v6] {
            do throws(NetlinkError) {
                let request = NetlinkMessage(.getRule, header: RouteHeader(family).bytes)
                for message in try socket.list(request) where message.type == .newRule {
                    if let rule = try RoutingRule.parse(message) { rules.append(rule) }
                }
            } catch {
                // A kernel without policy routing, or without IPv6, has no such list.
                guard error.code != nil else { throw error }
            }
        }
        return rules
    }

    /// The routes except the kernel's own local ones, and how many of a family were not looked at.
    ///
    /// The kernel lists a table from its widest routes to its narrowest (fib_table_dump), as far as one contains the other.
    package mutating func routes() throws(NetlinkError) -> (routes: [Route], leftOut: Int) {
        var routes: [Route] = []
        var leftOut = 0
        for family in [IPAddress.Family.v4, .v6] {
            do throws(NetlinkError) {
                let request = NetlinkMessage(.getRoute, header: RouteHeader(family).bytes)
                let (messages, others) = try socket.list(request, atMost: Self.mostRoutes)
                leftOut += others
                for message in messages {
                    guard message.type == .newRoute, let route = try Route.parse(message, names: names) else {
                        continue
                    }
                    if route.table != 255 { routes.append(route) }
                }
            } catch {
                guard error.code != nil else { throw error }
            }
        }
        return (routes, leftOut)
    }

    /// Of a family, the kernel's own local ones among them: what one reading may cost.
    private static let mostRoutes = 16_384

    package mutating func neighbours() throws(NetlinkError) -> [Neighbour] {
        // A ndmsg of zeros: every family, every link.
        let request = NetlinkMessage(.getNeighbour, header: [UInt8](repeating: 0, count: Neighbour.headerSize))
        var neighbours: [Neighbour] = []
        for message in try socket.list(request) where message.type == .newNeighbour {
            if let neighbour = try Neighbour.parse(message, names: names) { neighbours.append(neighbour) }
        }
        return neighbours
    }
}

// MARK: - Look-ups

extension Routing {
    /// Asks where a packet would go.
    ///
    /// - Parameters:
    ///   - packet: whose packet it is, for the record; it decides nothing here.
    ///   - destination: where it goes.
    ///   - source: where it comes from; the kernel chooses for the device's own.
    ///   - incoming: the link it comes in by; nothing for the device's own.
    ///   - outgoing: the link that it has to leave by.
    ///   - mark: the mark that rules gave it (RTA_MARK); nothing for none.
    ///   - user: the user who sends it (RTA_UID); nothing for whoever runs this process.
    /// - Returns: the way, or the kernel's error in place of one.
    /// - Throws: when the kernel did not answer at all.
    package mutating func lookUp(
        _ packet: RouteLookup.Packet, to destination: IPAddress, from source: IPAddress? = nil,
        incoming: NetworkLink? = nil, outgoing: NetworkLink? = nil, mark: UInt32? = nil, user: UInt32? = nil
    ) throws(NetlinkError) -> RouteLookup {
        let first = try lookUpOnce(
            packet, to: destination, from: source, incoming: incoming, outgoing: outgoing, mark: mark, user: user)
        // connect(2) asks a second time, with the source that the first answer gave it (ip_route_connect), and keeps that one.
        guard source == nil, incoming == nil, destination.family == .v4, first.error == nil, first.kind != .local,
            let chosen = first.source
        else { return first }
        return try lookUpOnce(packet, to: destination, from: chosen, outgoing: outgoing, mark: mark, user: user)
    }

    private mutating func lookUpOnce(
        _ packet: RouteLookup.Packet, to destination: IPAddress, from source: IPAddress? = nil,
        incoming: NetworkLink? = nil, outgoing: NetworkLink? = nil, mark: UInt32? = nil, user: UInt32? = nil
    ) throws(NetlinkError) -> RouteLookup {
        var lookup = RouteLookup(packet, to: destination)
        lookup.mark = mark
        lookup.source = source
        // RTM_F_LOOKUP_TABLE: without it the kernel says main, whatever the table.
        let namesTable: UInt32 = 0x1000
        func request(flags: UInt32) -> NetlinkMessage {
            let bits = destination.family.bits
            let header = RouteHeader(
                destination.family, destinationLength: bits, sourceLength: source == nil ? 0 : bits,
                flags: flags | namesTable)
            return NetlinkMessage(.getRoute, header: header.bytes) { attributes in
                attributes.append(RouteAttribute.destination, destination)
                if let source { attributes.append(RouteAttribute.source, source) }
                if let incoming { attributes.append(RouteAttribute.incomingInterface, UInt32(incoming.index)) }
                if let outgoing { attributes.append(RouteAttribute.outgoingInterface, UInt32(outgoing.index)) }
                if let mark { attributes.append(RouteAttribute.mark, mark) }
                if let user { attributes.append(RouteAttribute.userID, user) }
            }
        }
        do throws(NetlinkError) {
            guard let answer = try socket.ask(request(flags: 0)).first,
                let (header, attributes) = try Route.split(answer)
            else { return lookup }
            lookup.kind = Route.Kind(number: header.kind)
            lookup.interface = attributes.integer(RouteAttribute.outgoingInterface, as: UInt32.self)
                .flatMap { names[Int($0)] }
            lookup.gateway = attributes.gateway
            lookup.source = source ?? attributes.address(RouteAttribute.preferredSource)
            lookup.mtu = try attributes.mtu()
            lookup.table = attributes.table(header)
            // RTCF_REDIRECTED: another router said that this one is better, and no table has it.
            if header.flags & 0x4_0000 != 0 { lookup.isRedirected = true }
        } catch {
            guard let code = error.code else { throw error }
            lookup.error = SystemError(errno: code)
        }
        // RTM_F_FIB_MATCH (4.13): the entry of the table instead of what came of it. Older kernels ignore it.
        let fibMatch: UInt32 = 0x2000
        if let answer = try? socket.ask(request(flags: fibMatch)).first,
            let match = try? Route.parse(answer, names: names)
        {
            lookup.route = match.destination
            lookup.table = match.table
            if lookup.error != nil { lookup.kind = match.kind }
        }
        return lookup
    }
}

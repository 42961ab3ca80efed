import Glibc
package import ProbeCore

/// A namespace of our own on a bridge, or beside an interface, as a container engine would make one for a container.
///
/// Nothing of it outlives its holders: the veth's end on the host vanishes with the end inside, that (or the macvlan link) with
/// the namespace, and the namespace with the last process or descriptor that holds it, however that came to its end.
package struct BridgeAttachment: Sendable {
    /// What the namespace is to have of one address family.
    package struct Range: Sendable {
        package let subnet: IPPrefix
        /// Nothing where the network leads nowhere else.
        package let gateway: IPAddress?
        /// The bridge's own address, which answers once the way is open.
        package let bridge: IPAddress?
        /// The addresses to try, each of which the engine says is free.
        package let candidates: [IPAddress]

        package init(subnet: IPPrefix, gateway: IPAddress?, bridge: IPAddress?, candidates: [IPAddress]) {
            self.subnet = subnet
            self.bridge = bridge
            self.gateway = gateway
            self.candidates = candidates
        }
    }

    package let namespace: NetworkNamespace
    /// One of each range's candidates.
    package let addresses: [IPAddress]
    /// 127.0.0.11:53 inside, where it was asked for: datagrams, then connections.
    package let resolverSockets: [CInt]

    /// Why it could not be made.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Makes it; takes CAP_SYS_ADMIN and CAP_NET_ADMIN, which it raises.
    ///
    /// - Parameters:
    ///   - plug: the way to the network, with the interface's name on the host.
    ///   - mtu: nothing for the kernel's own.
    ///   - ranges: at most one of each family.
    ///   - hasResolver: whether the engine's own resolver is to be played inside.
    ///   - isPlugged: called once the host's end is as it stays; waiting for other holders of the addresses takes longer.
    /// - Returns: the namespace with its addresses, which is all that holds it.
    /// - Throws: what stood in the way, in words.
    package static func make(
        _ plug: Plug, mtu: Int?, ranges: [Range], hasResolver: Bool, isPlugged: @escaping @Sendable () -> Void = {}
    ) async throws(Failure) -> BridgeAttachment {
        let builder = Builder(plug: plug, mtu: mtu, ranges: ranges, isPlugged: isPlugged)
        // A thread of the pool that waited for silence would keep the run's other work waiting.
        let made: Result<BridgeAttachment, Failure> = await withCheckedContinuation { continuation in
            do throws(SystemCallError) {
                try Capabilities.raised([.administerSystem, .administerNetwork]) { () throws(SystemCallError) in
                    try ShortThread.start {
                        continuation.resume(
                            returning: Result { () throws(Failure) in try builder.build(hasResolver) })
                    }
                }
            } catch {
                continuation.resume(returning: .failure(Failure(description: "\(error)")))
            }
        }
        return try made.get()
    }
}

/// The work of one short thread, which begins on the host and ends inside.
private struct Builder: Sendable {
    let plug: BridgeAttachment.Plug
    let mtu: Int?
    let ranges: [BridgeAttachment.Range]
    let isPlugged: @Sendable () -> Void

    private static let inside = "eth0"

    func build(_ hasResolver: Bool) throws(BridgeAttachment.Failure) -> BridgeAttachment {
        do {
            let master = plug.interface.isValid ? unsafe if_nametoindex(plug.interface.description) : 0
            guard master > 0 else {
                throw BridgeAttachment.Failure(description: "there is no interface \(plug.interface)")
            }
            var host = try NetlinkSocket()
            let namespace = try NetworkNamespace.enterNew()
            prepareSettings(hasResolver)
            var netlink = try NetlinkSocket()
            // The loopback interface is the first of every namespace.
            try switchOn(&netlink, 1)
            switch plug {
            case .bridge: try plugIn(&host, into: master, namespace)
            case .macvlan(_, let mode): try branch(&host, from: master, mode, namespace)
            }
            let index = unsafe if_nametoindex(Self.inside)
            guard index > 0 else { throw BridgeAttachment.Failure(description: "the link did not arrive") }
            try switchOn(&netlink, index)
            isPlugged()
            var addresses: [IPAddress] = []
            for range in ranges { addresses.append(try furnish(&netlink, index, range)) }
            try announce(&netlink, index, addresses)
            return BridgeAttachment(
                namespace: namespace, addresses: addresses,
                resolverSockets: hasResolver ? try EngineResolverSockets.open() : [])
        } catch let failure as BridgeAttachment.Failure {
            throw failure
        } catch {
            throw BridgeAttachment.Failure(description: "\(error)")
        }
    }

    /// Settings of the new namespace alone, as an engine makes them; where one cannot be written the kernel's own holds.
    private func prepareSettings(_ hasResolver: Bool) {
        if !ranges.contains(where: { $0.subnet.family == .v6 }) {
            for scope in ["all", "default"] { SystemSetting.write("net/ipv6/conf/\(scope)/disable_ipv6", "1") }
        }
        if hasResolver { SystemSetting.write("net/ipv4/ip_unprivileged_port_start", "0") }
        // A change of the hardware address is told to the link (arp_notify and ndisc_notify in ip-sysctl).
        for scope in ["all", "default"] {
            SystemSetting.write("net/ipv4/conf/\(scope)/arp_notify", "1")
            SystemSetting.write("net/ipv6/conf/\(scope)/ndisc_notify", "1")
        }
    }

    /// Takes the hardware address that follows from the first address, as an engine does, and tells the link.
    ///
    /// The host may still have a neighbour entry for the address, of a run or a container before: with another hardware
    /// address its answers would go astray until that entry is confirmed, which takes the kernel a second.
    private func announce(
        _ netlink: inout NetlinkSocket, _ index: UInt32, _ addresses: [IPAddress]
    ) throws(NetlinkError) {
        guard let address = addresses.first else { return }
        let header = LinkHeader(index: index)
        try netlink.change(
            NetlinkMessage(.setLink, header: header.bytes) { link in
                link.append(LinkAttribute.address, bytes: [0x02, 0x42] + address.bytes.suffix(4))
            })
    }

    private func switchOn(_ netlink: inout NetlinkSocket, _ index: UInt32) throws(NetlinkError) {
        let header = LinkHeader(index: index, flags: LinkHeader.up, change: LinkHeader.up)
        try netlink.change(NetlinkMessage(.setLink, header: header.bytes))
    }

    /// One request makes both ends, one of them born inside, and puts the other into the bridge.
    private func plugIn(
        _ host: inout NetlinkSocket, into master: UInt32, _ namespace: NetworkNamespace
    ) throws {
        let up = LinkHeader(flags: LinkHeader.up, change: LinkHeader.up).bytes
        for attempt in 0... {
            // As engines call theirs, so that what other programs do about those they do about this one.
            let name = try "veth" + RandomBytes.hex(count: 4).prefix(7)
            // A high address, so that the bridge does not take it for its own (br_stp_recalculate_bridge_id).
            let outer = try [0xfe, 0x42] + RandomBytes.make(count: 4)
            let inner = try [0x02, 0x42] + RandomBytes.make(count: 4)
            let request = NetlinkMessage(.newLink, [.create, .exclusive], header: up) { link in
                link.append(LinkAttribute.name, text: name)
                link.append(LinkAttribute.address, bytes: outer)
                if let mtu { link.append(LinkAttribute.mtu, UInt32(clamping: mtu)) }
                link.append(LinkAttribute.master, master)
                link.nest(LinkAttribute.information) { information in
                    information.append(LinkAttribute.kind, text: "veth")
                    information.nest(LinkAttribute.data) { data in
                        // Not up yet: it has no other end while it is being made (veth_open).
                        data.nest(LinkAttribute.peer, header: LinkHeader().bytes) { peer in
                            peer.append(LinkAttribute.name, text: Self.inside)
                            peer.append(LinkAttribute.address, bytes: inner)
                            if let mtu { peer.append(LinkAttribute.mtu, UInt32(clamping: mtu)) }
                            peer.append(LinkAttribute.namespaceDescriptor, UInt32(bitPattern: namespace.descriptor))
                        }
                    }
                }
            }
            do throws(NetlinkError) {
                try host.change(request)
                return
            } catch  where error.code == EEXIST && attempt < 3 {
                continue
            } catch {
                throw BridgeAttachment.Failure(description: "no veth could be put into \(plug.interface): \(error)")
            }
        }
    }

    /// One request makes the link, which is born inside.
    private func branch(
        _ host: inout NetlinkSocket, from parent: UInt32, _ mode: BridgeAttachment.MacvlanMode,
        _ namespace: NetworkNamespace
    ) throws(BridgeAttachment.Failure) {
        let request = NetlinkMessage(.newLink, [.create, .exclusive], header: LinkHeader().bytes) { link in
            link.append(LinkAttribute.name, text: Self.inside)
            link.append(LinkAttribute.link, parent)
            if let mtu { link.append(LinkAttribute.mtu, UInt32(clamping: mtu)) }
            link.append(LinkAttribute.namespaceDescriptor, UInt32(bitPattern: namespace.descriptor))
            link.nest(LinkAttribute.information) { information in
                information.append(LinkAttribute.kind, text: "macvlan")
                information.nest(LinkAttribute.data) { $0.append(LinkAttribute.macvlanMode, mode.rawValue) }
            }
        }
        do throws(NetlinkError) {
            try host.change(request)
        } catch {
            throw BridgeAttachment.Failure(description: "no link could be made beside \(plug.interface): \(error)")
        }
    }

    /// Takes the first candidate that nobody answers for, and the way out.
    private func furnish(
        _ netlink: inout NetlinkSocket, _ index: UInt32, _ range: BridgeAttachment.Range
    ) throws -> IPAddress {
        let family = range.subnet.family
        let taken = try NeighbourQuestion.answered(&netlink, index, asking: range.candidates, control: range.bridge)
        guard let address = range.candidates.first(where: { !taken.contains($0) }) else {
            throw BridgeAttachment.Failure(description: "no free address was found in \(range.subnet)")
        }
        let header = AddressHeader(family, prefixLength: range.subnet.length, index: index)
        try netlink.change(
            NetlinkMessage(.newAddress, [.create, .exclusive], header: header.bytes) { attributes in
                attributes.append(AddressAttribute.local, address)
                attributes.append(AddressAttribute.address, address)
                if family == .v6 { attributes.append(AddressAttribute.flags, AddressAttribute.withoutDetection) }
                if let broadcast = range.subnet.broadcast { attributes.append(AddressAttribute.broadcast, broadcast) }
            })
        guard let gateway = range.gateway else { return address }
        let route = RouteHeader(
            family, table: RouteHeader.mainTable, origin: RouteHeader.byHand, kind: RouteHeader.unicast)
        try netlink.change(
            NetlinkMessage(.newRoute, [.create, .exclusive], header: route.bytes) { attributes in
                attributes.append(RouteAttribute.gateway, gateway)
                attributes.append(RouteAttribute.outgoingInterface, index)
            })
        return address
    }
}

extension IPPrefix {
    /// The address of all hosts of an IPv4 subnet that has hosts; IPv6 has none.
    fileprivate var broadcast: IPAddress? {
        guard family == .v4, length < 31 else { return nil }
        return IPAddress(
            bytes: address.bytes.enumerated().map { index, byte in
                byte | UInt8(truncatingIfNeeded: 0xff >> min(max(length - index * 8, 0), 8))
            })
    }
}

import Glibc
import ProbeCore

/// Who on a link has an address: asked by the kernel (ARP, or neighbour solicitation), which needs no raw socket.
///
/// The interface has no address yet, so the kernel asks with the unspecified one: the probe of RFC 5227 section 2.1.1,
/// which spoils nobody's cache.
enum NeighbourQuestion {
    /// How long an answer on a bridge of this machine may take; it takes microseconds.
    private static let patience = Duration.milliseconds(120)
    /// How long a bridge may take to forward for a new port.
    private static let longest = Duration.milliseconds(400)

    /// The addresses that somebody answered for.
    ///
    /// - Parameter control: one that has to be there; with its answer the silence of the others begins to count.
    static func answered(
        _ netlink: inout NetlinkSocket, _ index: UInt32, asking addresses: [IPAddress], control: IPAddress?
    ) throws(NetlinkError) -> Set<IPAddress> {
        for address in addresses { try ask(&netlink, index, address) }
        let start = ContinuousClock.now
        var since = control == nil ? start : nil
        while true {
            let answered = try known(&netlink, index)
            if since == nil, let control, answered.contains(control) { since = .now }
            let isOver = since.map { .now - $0 >= patience } ?? (.now - start >= longest)
            if isOver { return answered.intersection(addresses) }
            usleep(10_000)
        }
    }

    private static func ask(
        _ netlink: inout NetlinkSocket, _ index: UInt32, _ address: IPAddress
    ) throws(NetlinkError) {
        let header = NeighbourHeader(address.family.number, index: index, flags: NeighbourHeader.use)
        try netlink.change(
            NetlinkMessage(.newNeighbour, [.create, .replace], header: header.bytes) {
                $0.append(NeighbourAttribute.destination, address)
            })
    }

    /// Every address of the link that the kernel has a link address for.
    private static func known(
        _ netlink: inout NetlinkSocket, _ index: UInt32
    ) throws(NetlinkError) -> Set<IPAddress> {
        var known: Set<IPAddress> = []
        let request = NetlinkMessage(.getNeighbour, header: NeighbourHeader(0, index: 0).bytes)
        for message in try netlink.list(request) where message.type == .newNeighbour {
            let (header, attributes) = try message.split(headerSize: NeighbourHeader.size)
            guard HostOrder.integer(header.dropFirst(4).prefix(4), as: UInt32.self) == index,
                let address = attributes.address(NeighbourAttribute.destination),
                attributes[NeighbourAttribute.linkAddress] != nil
            else { continue }
            known.insert(address)
        }
        return known
    }
}

import Glibc
import ProbeCore

/// Who on a link has an address: asked by the kernel (ARP, or neighbour solicitation), which needs no raw socket.
///
/// The interface has no address yet, so the kernel asks with the unspecified one: the probe of RFC 5227 section 2.1.1,
/// which spoils nobody's cache.
enum NeighbourQuestion {
    /// How long the silence of an address has to last; an answer on a bridge of this machine takes microseconds.
    private static let patience = Duration.milliseconds(120)
    /// How long a bridge may take to forward for a new port.
    private static let longest = Duration.milliseconds(400)
    /// The kernel repeats a question after a second; what was lost before the port was ready is asked again sooner.
    private static let interval = Duration.milliseconds(40)

    /// The addresses that somebody answered for.
    ///
    /// The control has to be there: with its answer the way is open, and silence means something.
    static func answered(
        _ netlink: inout NetlinkSocket, _ index: UInt32, asking addresses: [IPAddress], control: IPAddress?
    ) throws(NetlinkError) -> Set<IPAddress> {
        if let control { try keepAsking(&netlink, index, [control], for: longest) { !$0.isEmpty } }
        return try keepAsking(&netlink, index, addresses, for: patience) { $0.count == addresses.count }
    }

    /// Asks until the time is over, or until enough have answered.
    @discardableResult
    private static func keepAsking(
        _ netlink: inout NetlinkSocket, _ index: UInt32, _ addresses: [IPAddress], for limit: Duration,
        until isEnough: (Set<IPAddress>) -> Bool
    ) throws(NetlinkError) -> Set<IPAddress> {
        let end = ContinuousClock.now + limit
        var answered: Set<IPAddress> = []
        while true {
            for address in addresses where !answered.contains(address) {
                try forget(&netlink, index, address)
                try ask(&netlink, index, address)
            }
            let again = ContinuousClock.now + interval
            while ContinuousClock.now < again {
                answered.formUnion(try known(&netlink, index).intersection(addresses))
                if isEnough(answered) || ContinuousClock.now >= end { return answered }
                usleep(5_000)
            }
        }
    }

    private static func forget(
        _ netlink: inout NetlinkSocket, _ index: UInt32, _ address: IPAddress
    ) throws(NetlinkError) {
        let header = NeighbourHeader(address.family.number, index: index)
        do throws(NetlinkError) {
            try netlink.change(
                NetlinkMessage(.deleteNeighbour, header: header.bytes) {
                    $0.append(NeighbourAttribute.destination, address)
                })
        } catch  where error.code == ENOENT {}
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

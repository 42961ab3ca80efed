import Glibc
package import ProbeCore

/// A network interface of this process's namespace.
package struct Interface: Hashable, Sendable {
    package let name: InterfaceName
    package var addresses: [IPAddress]
    /// IFF_UP: switched on; says nothing about the cable.
    package let isUp: Bool
    /// Nothing when the interface went away while it was asked.
    package let mtu: Int?

    package init(name: InterfaceName, addresses: [IPAddress], isUp: Bool, mtu: Int?) {
        self.name = name
        self.addresses = addresses
        self.isUp = isUp
        self.mtu = mtu
    }

    /// The interfaces in the kernel's order (getifaddrs(3), SIOCGIFMTU).
    package static func all() throws(SystemCallError) -> [Interface] {
        var interfaces: [Interface] = []
        try forEachAddress { name, flags, address in
            let index: Int
            if let known = interfaces.firstIndex(where: { $0.name == name }) {
                index = known
            } else {
                index = interfaces.endIndex
                interfaces.append(
                    Interface(
                        name: name, addresses: [], isUp: flags & UInt32(IFF_UP) != 0, mtu: mtu(of: name)))
            }
            if let address { interfaces[index].addresses.append(address) }
        }
        return interfaces
    }

    /// The first interface that has the address.
    static func name(owning address: IPAddress) -> InterfaceName? {
        var owner: InterfaceName?
        try? forEachAddress { name, _, candidate in
            if owner == nil, candidate == address { owner = name }
        }
        return owner
    }

    /// Whether a packet with this source came from this namespace itself.
    static func ownsAddress(_ address: IPAddress) -> Bool { address.isLoopback || name(owning: address) != nil }

    private static func forEachAddress(
        _ body: (_ name: InterfaceName, _ flags: UInt32, _ address: IPAddress?) -> Void
    ) throws(SystemCallError) {
        var list: UnsafeMutablePointer<ifaddrs>?
        _ = try systemCall("getifaddrs") { unsafe getifaddrs(&list) }
        defer { unsafe freeifaddrs(list) }
        var next = unsafe list
        while let entry = unsafe next {
            let address = unsafe entry.pointee.ifa_addr.flatMap { unsafe RawSocketAddress.decode($0)?.address }
            unsafe body(InterfaceName(String(cString: entry.pointee.ifa_name)), entry.pointee.ifa_flags, address)
            unsafe next = entry.pointee.ifa_next
        }
    }

    private static func mtu(of name: InterfaceName) -> Int? {
        guard name.isValid, let socket = try? Socket.open(SOCK_DGRAM, for: .v4) else { return nil }
        let number = socket.number
        var request = unsafe ifreq()
        unsafe withUnsafeMutableBytes(of: &request.ifr_ifrn) { unsafe $0.copyBytes(from: name.description.utf8) }
        guard (try? systemCall("ioctl", { unsafe ioctl(number, UInt(SIOCGIFMTU), &request) })) != nil else {
            return nil
        }
        return unsafe Int(request.ifr_ifru.ifru_mtu)
    }
}

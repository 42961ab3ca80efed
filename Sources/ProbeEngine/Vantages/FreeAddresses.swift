package import ProbeCore

/// Addresses of a subnet that the engine has not given away.
package enum FreeAddresses {
    private static let count = 4

    /// The highest free ones: engines give addresses away from the low end.
    package static func candidates(in subnet: IPPrefix, except taken: Set<IPAddress>) -> [IPAddress] {
        let bits = subnet.address.bytes.count * 8 - subnet.length
        guard bits >= 2 else { return [] }
        // A subnet of more than 2^16 addresses is searched in its highest part.
        let size = UInt64(1) << min(UInt64(bits), 16)
        // The last address of an IPv4 subnet is everybody's, the first of either family the network's.
        let lowest: UInt64 = 1
        let highest = size - (subnet.family == .v4 ? 2 : 1)
        var found: [IPAddress] = []
        var offset = highest
        while offset >= lowest, found.count < count {
            if let address = address(in: subnet, fromTop: size - offset), !taken.contains(address) {
                found.append(address)
            }
            offset -= 1
        }
        return found
    }

    /// The address so far below the first behind the subnet.
    private static func address(in subnet: IPPrefix, fromTop distance: UInt64) -> IPAddress? {
        var bytes = subnet.address.bytes.enumerated().map { index, byte in
            byte | UInt8(truncatingIfNeeded: 0xff >> min(max(subnet.length - index * 8, 0), 8))
        }
        var borrow = distance - 1
        for index in bytes.indices.reversed() {
            let part = UInt64(bytes[index])
            let low = borrow & 0xff
            bytes[index] = UInt8(truncatingIfNeeded: part &- low)
            borrow = (borrow >> 8) + (part < low ? 1 : 0)
            if borrow == 0 { break }
        }
        return IPAddress(bytes: bytes)
    }
}

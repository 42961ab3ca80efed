import ProbeCore
import ProbeEvidence
import ProbeLinux

/// The IPv4 gateways of the main table and what ARP knows of them, from the files that anyone may read.
enum Gateways {
    static func read() -> [LinkEvidence.Gateway] {
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        let routes = (try? TextFile.read("/proc/thread-self/net/route", limit: 4 << 20)) ?? ""
        let neighbours = (try? TextFile.read("/proc/thread-self/net/arp", limit: 4 << 20)) ?? ""
        return gateways(routes: routes, neighbours: neighbours)
    }

    /// `Iface Destination Gateway Flags RefCnt Use Metric Mask …`, and `address type flags hardware mask device`.
    static func gateways(routes: String, neighbours: String) -> [LinkEvidence.Gateway] {
        let known = neighbours.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
        return routes.split(separator: "\n").dropFirst().compactMap { line -> LinkEvidence.Gateway? in
            let fields = line.split(whereSeparator: \.isWhitespace)
            // RTF_UP and RTF_GATEWAY (linux/route.h).
            guard fields.count >= 8, fields[1] == "00000000", fields[7] == "00000000",
                let flags = UInt16(fields[3], radix: 16), flags & 3 == 3, let address = address(fields[2])
            else { return nil }
            let entry = known.first { $0.count >= 6 && $0[0] == address.description && $0[5] == fields[0] }
            // ATF_COM (net/if_arp.h): the hardware address is known.
            let isComplete = entry.flatMap { UInt16($0[2].dropFirst(2), radix: 16) }.map { $0 & 2 != 0 }
            return LinkEvidence.Gateway(
                address: address, interface: InterfaceName(fields[0].utf8),
                neighbour: isComplete.map { $0 ? .resolved : .unanswered } ?? .unknown)
        }.prefix(8).map(\.self)
    }

    /// A 32-bit word in the machine's own order.
    private static func address(_ text: Substring) -> IPAddress? {
        guard text.utf8.count == 8, let word = UInt32(text, radix: 16) else { return nil }
        #if _endian(little)
            return IPAddress(bytes: [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) })
        #else
            return IPAddress(bytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) })
        #endif
    }
}

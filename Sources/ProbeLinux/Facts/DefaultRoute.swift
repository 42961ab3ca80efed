import Glibc
import ProbeCore
package import ProbeEvidence

extension DefaultRoute {
    /// The default routes of the main table, as this thread's namespace has them (proc(5), net/route and net/ipv6_route).
    package static func all() -> Set<DefaultRoute> {
        let v4 = (try? TextFile.read("/proc/thread-self/net/route", limit: longest)) ?? ""
        let v6 = (try? TextFile.read("/proc/thread-self/net/ipv6_route", limit: longest)) ?? ""
        return Set(parse(v4: v4) + parse(v6: v6))
    }

    /// A router's full table is longer, and then nothing is known of its default routes.
    private static let longest = 8 << 20

    /// Interface, destination, gateway, flags, …, metric, mask; addresses as the machine has them in memory.
    static func parse(v4 text: String) -> [DefaultRoute] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            guard fields.count >= 8, fields[1] == "00000000", fields[7] == "00000000",
                let gateway = UInt32(fields[2], radix: 16), let metric = UInt32(fields[6])
            else { return nil }
            let address = gateway == 0 ? nil : IPAddress(bytes: HostOrder.bytes(gateway))
            return DefaultRoute(interface: InterfaceName(String(fields[0])), gateway: address, metric: metric)
        }
    }

    /// Destination, its length, source, its length, next hop, metric, …, flags, interface.
    static func parse(v6 text: String) -> [DefaultRoute] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            // The loopback interface holds the kernel's own unreachable default.
            guard fields.count >= 10, fields[0].allSatisfy({ $0 == "0" }), fields[1] == "00", fields[9] != "lo",
                let metric = UInt32(fields[5], radix: 16)
            else { return nil }
            let digits = Array(fields[4].utf8)
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
                UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
            }
            let gateway = IPAddress(bytes: bytes).flatMap { $0.isUnspecified ? nil : $0 }
            return DefaultRoute(interface: InterfaceName(String(fields[9])), gateway: gateway, metric: metric)
        }
    }
}

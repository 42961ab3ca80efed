import CLinux
package import ProbeCore
import ProbeEvidence

/// The programs of the kernel's that see a link's packets before the rules do, or behind them, and that no list of links or
/// queueing disciplines tells of.
package enum LinkPrograms {
    /// BPF_TCX_INGRESS, BPF_TCX_EGRESS, BPF_NETKIT_PRIMARY and BPF_NETKIT_PEER of <linux/bpf.h>, where packets may be dropped.
    private static let places: [UInt32] = [46, 47, 54, 55]

    /// The links of this namespace that have any; needs CAP_NET_ADMIN.
    package static func links() throws(NetlinkError) -> [InterfaceName] {
        var routing = try Routing()
        return try routing.links().filter { link in
            places.contains { CLinux_count_programs(UInt32(link.index), $0) > 0 }
        }.map(\.name)
    }
}

import Glibc
import ProbeCore

/// Whether the kernel follows connections in this thread's namespace (nf_conntrack-sysctl in the kernel's documentation).
///
/// It does as soon as a rule asks for them, and without it no rule can translate an address. Needs no rights.
enum ConnectionTracking {
    /// Nothing where it cannot be told.
    static func isInUse() -> Bool? {
        // A namespace without any traffic has nothing to count: one datagram to ourselves, over loopback.
        guard (try? greet()) != nil else { return nil }
        do throws(FileError) {
            let text = try TextFile.read("/proc/sys/net/netfilter/nf_conntrack_count", limit: 64)
            return Int(text.prefix { !$0.isNewline }).map { $0 > 0 }
        } catch {
            // A kernel that has not loaded it tracks nothing.
            return error.error == "ENOENT" ? false : nil
        }
    }

    private static func greet() throws(SystemCallError) {
        guard let loopback = IPAddress("127.0.0.1") else { return }
        let descriptor = try Socket.open(SOCK_DGRAM, for: .v4)
        let number = descriptor.number
        let wanted = RawSocketAddress(SocketAddress(loopback, port: 0))
        _ = try systemCall("bind") { unsafe wanted.withPointer { unsafe bind(number, $0, $1) } }
        guard let own = try RawSocketAddress(localOf: number).address else { return }
        let socket = Socket(number: number)
        try socket.connect(to: own)
        _ = try socket.send([0])
    }
}

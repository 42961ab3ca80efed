package import ProbeCore

/// Whom the UDP sockets of this network namespace are connected to, as anyone may see it (proc_pid_net(5)).
package enum DatagramPeers {
    /// Every peer; the table of a family that cannot be read is left out.
    package static func all() -> [SocketAddress] {
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        ["udp", "udp6"].flatMap { table in
            parse((try? TextFile.read("/proc/thread-self/net/\(table)", limit: 1 << 20)) ?? "")
        }
    }

    /// Reads a table: `sl local_address rem_address st …`; a socket without a peer has port 0 there.
    static func parse(_ text: String) -> [SocketAddress] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 4, let colon = fields[2].lastIndex(of: ":"),
                let address = LocalListener.address(fields[2][..<colon]),
                let port = UInt16(fields[2][fields[2].index(after: colon)...], radix: 16), port > 0
            else { return nil }
            return SocketAddress(address, port: port)
        }
    }
}

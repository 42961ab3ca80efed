package import ProbeCore

/// A listening TCP socket of this network namespace, as anyone may see it (proc_pid_net(5)).
package struct LocalListener: Hashable, Sendable {
    package let address: IPAddress
    package let port: UInt16
    package let userID: UInt32
    /// The socket's inode, by which /proc/PID/fd names it.
    package let inode: UInt64

    package init(address: IPAddress, port: UInt16, userID: UInt32, inode: UInt64) {
        self.address = address
        self.port = port
        self.userID = userID
        self.inode = inode
    }

    /// The listeners on some ports; the table of a family that the kernel does not have is left out.
    ///
    /// However many connections anybody has, which are in the same tables.
    package static func all(on ports: Set<UInt16>) throws(FileError) -> [LocalListener] {
        var failure: FileError?
        var listeners: [LocalListener] = []
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        for table in ["tcp", "tcp6"] {
            do throws(FileError) {
                // TCP_LISTEN is 0A (include/net/tcp_states.h).
                try TextFile.forEachLine(of: "/proc/thread-self/net/\(table)", containing: " 0A ") { line in
                    listeners += parse(line).filter { ports.contains($0.port) }
                }
            } catch {
                if table == "tcp" || error.error != "ENOENT" { failure = failure ?? error }
            }
        }
        if let failure, listeners.isEmpty { throw failure }
        return listeners
    }

    /// Reads a table: `sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …`.
    static func parse(_ text: String) -> [LocalListener] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 10, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                let address = address(fields[1][..<colon]),
                let port = UInt16(fields[1][fields[1].index(after: colon)...], radix: 16), port > 0,
                let userID = UInt32(fields[7]), let inode = UInt64(fields[9])
            else { return nil }
            return LocalListener(address: address, port: port, userID: userID, inode: inode)
        }
    }

    /// The kernel prints the address as 32-bit words in the machine's own order.
    static func address(_ text: Substring) -> IPAddress? {
        guard text.utf8.count == 8 || text.utf8.count == 32 else { return nil }
        var bytes: [UInt8] = []
        var rest = text
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            #if _endian(little)
                bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
            #else
                bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
            #endif
            rest = rest.dropFirst(8)
        }
        return IPAddress(bytes: bytes)
    }
}

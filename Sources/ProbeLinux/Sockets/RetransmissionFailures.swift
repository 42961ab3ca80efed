/// `TCPRetransFail` of this namespace: retransmissions that our own machine refused to send.
///
/// It rises in tcp_retransmit_skb (net/ipv4/tcp_output.c) when the IP layer returns an error, as an OUTPUT drop does; a
/// segment that is lost on the way does not move it.
enum RetransmissionFailures {
    /// Nothing where the kernel does not count them (before 3.15) or /proc is not mounted.
    static func count() -> Int? {
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        guard let text = try? TextFile.read("/proc/thread-self/net/netstat", limit: 65_536) else { return nil }
        return count(in: text)
    }

    /// Finds the counter in pairs of lines: names, then values, both behind the same prefix (proc_pid_net(5)).
    static func count(in text: String) -> Int? {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("TcpExt:") }
        guard lines.count >= 2 else { return nil }
        let names = lines[0].split(separator: " ")
        let values = lines[1].split(separator: " ")
        guard let column = names.firstIndex(of: "TCPRetransFail"), values.indices.contains(column) else { return nil }
        return Int(values[column])
    }
}

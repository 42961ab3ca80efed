package import ProbeEvidence

/// What this namespace's kernel has thrown away, by the counters that anyone may read.
package enum LossCounters {
    /// Those that are not zero; nothing where /proc is not mounted.
    package static func read() -> [LossCount.Counter: Int]? {
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        guard let netstat = try? TextFile.read("/proc/thread-self/net/netstat", limit: 65_536) else { return nil }
        // A kernel without IPsec has no such file.
        let xfrm = (try? TextFile.read("/proc/thread-self/net/xfrm_stat", limit: 65_536)) ?? ""
        return counters(in: netstat, xfrm)
    }

    /// Finds counters in a pair of lines, names and then values; and in lines of a name and its value.
    static func counters(in netstat: String, _ xfrm: String) -> [LossCount.Counter: Int] {
        let lines = netstat.split(separator: "\n").filter { $0.hasPrefix("TcpExt:") }
        var pairs: [(Substring, Substring)] = []
        if lines.count >= 2 { pairs = Array(zip(lines[0].split(separator: " "), lines[1].split(separator: " "))) }
        for line in xfrm.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count == 2 { pairs.append((words[0], words[1])) }
        }
        let known = pairs.compactMap { name, value in
            LossCount.Counter(rawValue: String(name)).flatMap { counter in Int(value).map { (counter, $0) } }
        }
        return Dictionary(known, uniquingKeysWith: { first, _ in first }).filter { $0.value > 0 }
    }
}

/// The kernel parameters under /proc/sys that are numbers, of this thread's namespace (sysctl(8)).
package enum Sysctl {
    package static func numbers(_ name: String) -> [Int] {
        let path = "/proc/sys/" + name.split(separator: ".").joined(separator: "/")
        guard let text = try? TextFile.read(path, limit: 65_536) else { return [] }
        return text.split { $0.isWhitespace }.compactMap { Int($0) }
    }

    /// Ranges as in `ip_local_reserved_ports`: `8080,9148-9150`.
    package static func ranges(_ name: String) -> [ClosedRange<Int>] {
        let path = "/proc/sys/" + name.split(separator: ".").joined(separator: "/")
        guard let text = try? TextFile.read(path, limit: 65_536) else { return [] }
        return text.split { $0 == "," || $0.isWhitespace }.compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }
}

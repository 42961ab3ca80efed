import FoundationEssentials
import Glibc

/// Other processes, as /proc shows them.
enum ProcessTable {
    struct TookTooLong: Error {}

    /// The worker of a run, as soon as there is one.
    static func worker(of parent: pid_t) async throws -> pid_t {
        try await first { children(of: parent).first { arguments(of: $0).dropFirst().first == "worker" } }
    }

    /// Returns once there is no such process any more.
    static func end(of process: pid_t) async throws {
        _ = try await first { isAlive(process) ? nil : true }
    }

    static func arguments(of process: pid_t) -> [String] {
        String(decoding: contents(of: "/proc/\(process)/cmdline"), as: UTF8.self).split(separator: "\0").map(
            String.init)
    }

    static func contents(of path: String) -> Data { (try? Data(contentsOf: URL(filePath: path))) ?? Data() }

    private static func isAlive(_ process: pid_t) -> Bool {
        guard let state = fields(of: process).first else { return false }
        return state != "Z"
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            let fields = fields(of: process)
            return fields.count > 1 && fields[1] == "\(parent)"
        }
    }

    /// The fields of proc_pid_stat(5) from the state on; the name before them may hold anything.
    private static func fields(of process: pid_t) -> [Substring] {
        let text = String(decoding: contents(of: "/proc/\(process)/stat"), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    /// Looks until there is something to see.
    private static func first<Value>(_ look: () -> Value?) async throws -> Value {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if let value = look() { return value }
            await Task.yield()
        }
        throw TookTooLong()
    }
}

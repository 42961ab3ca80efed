import FoundationEssentials
import Glibc

/// Other processes, as /proc shows them.
enum ProcessTable {
    /// A run and its worker.
    struct Run {
        let parent: pid_t
        let worker: pid_t
    }

    /// The run that has the argument.
    static func run(with argument: String) -> Run? {
        let all = all
        for parent in all where arguments(of: parent).dropFirst().contains(argument) {
            guard
                let worker = all.first(where: { process in
                    Self.parent(of: process) == parent && arguments(of: process).dropFirst().first == "worker"
                })
            else { continue }
            return Run(parent: parent, worker: worker)
        }
        return nil
    }

    /// Whether the process runs, or ended without its parent having noticed.
    static func exists(_ process: pid_t) -> Bool { kill(process, 0) == 0 }

    static func arguments(of process: pid_t) -> [String] {
        contents(of: "/proc/\(process)/cmdline").split(separator: "\0", omittingEmptySubsequences: false)
            .map(String.init)
    }

    static func contents(of path: String) -> String {
        String(decoding: (try? Data(contentsOf: URL(filePath: path))) ?? Data(), as: UTF8.self)
    }

    static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static var all: [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    }

    /// The fourth field of proc_pid_stat(5); the second may hold anything, so it is read from the last parenthesis on.
    private static func parent(of process: pid_t) -> pid_t? {
        let text = contents(of: "/proc/\(process)/stat")
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ").dropFirst().first.flatMap { pid_t($0) }
    }
}

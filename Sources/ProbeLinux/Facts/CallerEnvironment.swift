import Glibc
import ProbeCore

/// The environment of whoever called sudo, which keeps it from the program that it starts (sudoers(5), env_reset).
package enum CallerEnvironment {
    /// Above sudo is a shell, and above that a terminal or sshd; more of them have nothing more to say.
    private static let mostAncestors = 16
    /// Arguments and environment together have no more than that (execve(2): a quarter of the stack's limit).
    private static let longest = 1 << 21

    /// Some variables of the nearest process above this one that has one of them; nothing where sudo did not start this one.
    ///
    /// sudo itself, which waits for what it started, has the environment of the shell as it was at that moment; the shell's
    /// own is that of its start (proc_pid_environ(5)).
    package static func variables(named names: Set<String>, startedBySudo: Bool) -> [String: String] {
        guard startedBySudo else { return [:] }
        var pid = Int(getppid())
        for _ in 0..<mostAncestors where pid > 1 {
            let found = environment(of: pid).filter { names.contains($0.key) }
            guard found.isEmpty, let parent = parent(of: pid) else { return found }
            pid = parent
        }
        return [:]
    }

    private static func environment(of pid: Int) -> [String: String] {
        let bytes = Capabilities.raised([.lookIntoProcesses]) {
            (try? TextFile.bytes("/proc/\(pid)/environ", limit: longest)) ?? []
        }
        return variables(in: bytes)
    }

    /// `NAME=VALUE`, each with a NUL behind it.
    static func variables(in bytes: [UInt8]) -> [String: String] {
        let pairs = bytes.split(separator: 0).compactMap { entry -> (String, String)? in
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (
                String(decoding: entry[..<equals], as: UTF8.self),
                String(decoding: entry[(equals + 1)...], as: UTF8.self)
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The second field behind the program's name, which may hold anything (proc_pid_stat(5)).
    private static func parent(of pid: Int) -> Int? {
        guard let text = try? TextFile.read("/proc/\(pid)/stat", limit: 4_096), let end = text.lastIndex(of: ")") else {
            return nil
        }
        return text[end...].split(separator: " ").dropFirst(2).first.flatMap { Int($0) }
    }
}

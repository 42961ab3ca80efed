import Glibc
import Synchronization

@testable import ProbeLinux

/// A program that runs beside the test; it ends, and is waited for, when nobody holds it any longer.
package final class Shell: Sendable {
    /// How a program that nobody holds any longer is made to end.
    package enum Release: Sendable {
        /// Its input ends, which it obeys.
        case endOfInput
        /// It is killed: a server reads no input, and waits where nobody reads what it still has to say.
        case kill
    }

    package struct Failure: Error {
        let command: String
        let output: String
    }

    private let pid: pid_t
    private let release: Release
    /// The program's input and output; a socket pair, because only that is closed in other programs from the start.
    private let channel: CInt
    private let isOver = Mutex(false)

    package init(
        _ arguments: [String], environment: [String] = [], endsBy release: Release = .endOfInput
    ) throws {
        self.release = release
        var ends: [CInt] = [-1, -1]
        _ = try systemCall("socketpair") {
            socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        }
        channel = ends[0]
        let theirs = Descriptor(owning: ends[1])

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for standard in CInt(0)...2 { posix_spawn_file_actions_adddup2(&actions, theirs.number, standard) }
        var variables = environment
        var variable = environ
        while let entry = variable.pointee {
            variables.append(String(cString: entry))
            variable += 1
        }
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var child: pid_t = 0
        // Listeners of tests beside this one, which NIO opens inheritable, must not live on in the program.
        for descriptor in CInt(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let result = posix_spawnp(&child, arguments[0], &actions, nil, &argv, &envp)
        pid = child
        guard result == 0 else {
            isOver.withLock { $0 = true }
            throw SystemCallError(call: "posix_spawn", code: result)
        }
    }

    /// Reads until the text has appeared.
    package func wait(for text: String) throws {
        var seen = ""
        while !seen.contains(text) {
            guard let piece = try read() else { throw Failure(command: "waiting for \(text)", output: seen) }
            seen += piece
        }
    }

    /// Reads all output and gives the exit status with it.
    package func end() throws -> (status: CInt, output: String) {
        var text = ""
        while let piece = try read() { text += piece }
        return (reap(), text)
    }

    deinit {
        shutdown(channel, CInt(SHUT_RDWR))
        if release == .kill { isOver.withLock { isOver in if !isOver { kill(pid, SIGKILL) } } }
        reap()
        close(channel)
    }

    @discardableResult
    private func reap() -> CInt {
        isOver.withLock { isOver in
            var status: CInt = 0
            if !isOver { _ = try? systemCall("waitpid") { waitpid(pid, &status, 0) } }
            isOver = true
            return status
        }
    }

    private func read() throws -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try systemCall("read") { Glibc.read(channel, &buffer, buffer.count) }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// Runs a script to its end; throws with its output when it fails.
    @discardableResult
    package static func run(_ script: String) throws -> String {
        let (status, output) = try Shell(["sh", "-euc", script]).end()
        guard status == 0 else { throw Failure(command: script, output: output) }
        return output
    }
}

import Glibc
import Subprocess
import SystemPackage

/// The built program, run as an ordinary process without the tester's environment.
enum Binary {
    /// What a finished process leaves.
    struct Ending {
        /// Nothing when a signal ended it.
        let status: Int32?
        let output: String
        let errors: String

        var everything: String { output + errors }
    }

    struct NotBuilt: Error {}

    /// Beside the running tests.
    static func path() throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { throw NotBuilt() }
        let tests = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = FilePath(tests).removingLastComponent().appending("edgeprobe").string
        guard access(path, X_OK) == 0 else { throw NotBuilt() }
        return path
    }

    /// Runs to the end.
    static func run(_ arguments: String...) async throws -> Ending { try await run(arguments) { _ in } }

    /// Runs to the end, with something done to the process meanwhile.
    static func run(
        _ arguments: [String], environment: [Environment.Key: String] = [:],
        while running: (pid_t) async throws -> Void
    ) async throws -> Ending {
        try await run(path(), arguments, environment: environment, while: running)
    }

    /// Runs it from a line of sh, in which it is `"$0"`.
    static func shell(_ line: String) async throws -> Ending {
        try await run("/bin/sh", ["-c", line, path()]) { _ in }
    }

    private static func run(
        _ program: String, _ arguments: [String], environment: [Environment.Key: String] = [:],
        while running: (pid_t) async throws -> Void
    ) async throws -> Ending {
        let plain: [Environment.Key: String] = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(plain.merging(environment) { $1 }), input: .none, output: .string(limit: 16 << 20),
            error: .string(limit: 1 << 20)
        ) { execution in try await running(execution.processIdentifier.value) }
        let status: Int32? =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled: nil
            }
        return Ending(status: status, output: result.standardOutput, errors: result.standardError)
    }
}

import Glibc
import Subprocess
import SystemPackage
import TestSupport

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

    /// Many at once would starve each other, and a starved machine looks like a slow network.
    private static let gate = Gate(width: 4)

    /// Runs to the end.
    static func run(_ arguments: String...) async throws -> Ending { try await run(arguments) }

    static func run(_ arguments: [String], environment: [Environment.Key: String] = [:]) async throws -> Ending {
        try await run(path(), arguments, environment: environment)
    }

    /// Runs it from a line of sh, in which it is `"$0"`.
    static func shell(_ line: String) async throws -> Ending { try await run("/bin/sh", ["-c", line, path()]) }

    private static func run(
        _ program: String, _ arguments: [String], environment: [Environment.Key: String] = [:]
    ) async throws -> Ending {
        var plain: [Environment.Key: String] = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
        // What a sanitizer is told: at its end the program frees nothing.
        for name in ["ASAN_OPTIONS", "TSAN_OPTIONS"] {
            if let value = getenv(name), let key = Environment.Key(rawValue: name) {
                plain[key] = String(cString: value)
            }
        }
        await gate.enter()
        let ending: Ending
        do {
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments),
                environment: .custom(plain.merging(environment) { $1 }), output: .string(limit: 16 << 20),
                error: .string(limit: 1 << 20))
            let status: Int32? =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled: nil
                }
            ending = Ending(status: status, output: result.standardOutput, errors: result.standardError)
        } catch {
            await gate.leave()
            throw error
        }
        await gate.leave()
        return ending
    }
}

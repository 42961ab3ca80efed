import Glibc
import Testing

/// Where the system gives less than a run needs, one sentence says what, and nothing traps or waits for ever.
struct ExhaustionTests {
    private static let limits: [(String, String)] =
        [4, 5, 6, 8, 10, 12, 14, 16, 32, 48].map { ("ulimit -n \($0)", "fewer than 48 files") } + [
            ("ulimit -v 300000", "of address space"), ("ulimit -v 450000", "of address space"),
            // Stacks that the address space has no room for, because limits of processes do not bind root.
            ("ulimit -s 1048576; ulimit -v 4194304", "fewer than 30 threads"),
        ]

    @Test(arguments: limits)
    func `one sentence says what is missing`(limit: String, sentence: String) async throws {
        for command in ["explain tcp.lossy", "--hub myhub.azure-devices.net"] {
            let ending = try await Binary.shell("\(limit); exec \"$0\" \(command)")
            #expect(ending.status == 70, "\(limit): \(ending.everything)")
            #expect(ending.errors.contains(sentence) && ending.errors.count { $0 == "\n" } == 1)
            #expect(ending.output.isEmpty)
        }
    }

    @Test(arguments: [64, 96, 128])
    func `a small stack is widened, or said where it must not be`(kilobytes: Int) async throws {
        let ending = try await Binary.shell("ulimit -s \(kilobytes); exec \"$0\" explain tcp.lossy")
        let isSaid = ending.status == 70 && ending.errors.contains("a stack may have fewer than 128 KiB")
        #expect(isSaid && kilobytes < 128 || ending.status == 0 && ending.errors.isEmpty, "\(ending.everything)")
    }

    @Test(.enabled(if: geteuid() == 0, "a mount namespace needs root"), arguments: ["mount -t tmpfs none /proc", ":"])
    func `another PID namespace's proc is none`(preparation: String) async throws {
        let ending = try await Binary.shell(
            "exec unshare --mount --pid --fork --kill-child sh -c '\(preparation) && exec \"$0\" explain tcp.lossy' \"$0\""
        )
        #expect(ending.status == 70, "\(ending.everything)")
        #expect(ending.errors.hasPrefix("edgeprobe: /proc is missing") && ending.output.isEmpty)
    }

    @Test(.enabled(if: geteuid() == 0, "a mount namespace needs root"))
    func `a root without a null device is none for a run`() async throws {
        let ending = try await Binary.shell(
            "exec unshare --mount sh -c 'mount -t tmpfs none /dev && exec \"$0\" --hub myhub.azure-devices.net' \"$0\"")
        #expect(ending.status == 70, "\(ending.everything)")
        #expect(ending.errors.hasPrefix("edgeprobe: /dev/null is missing") && ending.output.isEmpty)
        #expect(ending.errors.count { $0 == "\n" } == 1)
    }
}

import Glibc
import Synchronization
import TestSupport
import Testing

/// What a run and its worker may do, as the kernel says.
@Suite(.aheadOfOthers) struct PrivilegeTests {
    /// The masks of every thread of a process, by their names in proc_pid_status(5).
    private static func masks(of process: pid_t, _ name: String) -> [UInt64] {
        let tasks = "/proc/\(process)/task"
        return ProcessTable.names(in: tasks).compactMap { task in
            ProcessTable.contents(of: "\(tasks)/\(task)/status").split(separator: "\n")
                .first { $0.hasPrefix(name + ":") }
                .flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: name == "NoNewPrivs" ? 10 : 16) }
        }
    }

    @Test func `a worker on the host holds nothing, and its parent uses nothing that it holds`()
        async throws
    {
        let seen = Mutex<[String: [UInt64]]>([:])
        _ = try await SilentServer.with { port in
            guard let run = ProcessTable.run(with: SilentServer.target(port)) else { return }
            seen.withLock { seen in
                for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs"] {
                    seen[name] = Self.masks(of: run.worker, name)
                }
                seen["parent"] = Self.masks(of: run.parent, "CapEff")
                seen["permitted"] = Self.masks(of: run.parent, "CapPrm")
            }
            kill(run.parent, SIGTERM)
        } _: { port in
            try await Binary.run(SilentServer.arguments(port))
        }
        let masks = seen.withLock { $0 }
        // Its threads come and go between one look and the next; none of them may be an exception.
        func expect(_ name: String, _ value: UInt64) throws {
            let threads = try #require(masks[name])
            #expect(threads.count > 1, "a worker at work has threads")
            #expect(Set(threads) == [value], "\(name)")
        }
        try expect("NoNewPrivs", 1)
        for name in ["CapInh", "CapPrm", "CapEff", "CapAmb"] { try expect(name, 0) }
        if geteuid() == 0 { try expect("CapBnd", 0) }
        #expect(masks["parent"]?.allSatisfy { $0 == 0 } == true)
        // cap_dac_override, cap_dac_read_search, cap_kill, cap_net_bind_service, cap_net_admin, cap_sys_ptrace, cap_sys_admin
        #expect(masks["permitted"]?.allSatisfy { $0 & ~0x281426 == 0 } == true)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `root writes reports where it could before, and reads the roots that it names`() async throws {
        let folder = try ScratchFolder()
        chmod(folder.path, 0o500)
        chown(folder.path, 65_534, 65_534)
        let report = folder.file("report.json")
        let ending = try await Binary.run(["demo", "--report", "json=\(report)"])
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(access(report, R_OK) == 0)
    }
}

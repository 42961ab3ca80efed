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

    /// What reading the firewall's rules takes: all that the host's worker keeps, and only where it is held.
    ///
    /// CAP_NET_ADMIN for nft, and CAP_NET_RAW for iptables-legacy-save, which asks the kernel over a raw socket.
    private static let readsFirewall: UInt64 = 1 << 12 | 1 << 13

    @Test func `a worker on the host keeps what reading the firewall takes alone, and its parent uses none`()
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
        let kept = try #require(Self.masks(of: getpid(), "CapPrm").first) & Self.readsFirewall
        try expect("NoNewPrivs", 1)
        for name in ["CapInh", "CapPrm", "CapEff", "CapAmb"] { try expect(name, kept) }
        if geteuid() == 0 { try expect("CapBnd", kept) }
        #expect(masks["parent"]?.allSatisfy { $0 == 0 } == true)
        // cap_dac_override, cap_dac_read_search, cap_net_bind_service, cap_net_admin, cap_sys_ptrace, cap_sys_admin
        #expect(masks["permitted"]?.allSatisfy { $0 & ~0x281406 == 0 } == true)
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

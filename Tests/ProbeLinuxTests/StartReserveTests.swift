import Glibc
import Testing

@testable import ProbeLinux

/// A process that lacks what a run needs says so instead of ending in its runtimes.
@Suite(.serialized)
struct StartReserveTests {
    @Test func `this process has all of it, and gives it back`() throws {
        let before = try Folder.names(in: "/proc/self/fd").count
        try StartReserve.check()
        // Other tests have descriptors too, but none as many.
        #expect(try Folder.names(in: "/proc/self/fd").count < before + 24)
    }

    @Test func `there is room for as many workers as there are descriptors`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(StartReserve.furtherWorkers(atMost: 8) == 8)
            #expect(throws: Never.self) { try StartReserve.requireDescriptorsOfProcess() }
            let open = try Folder.names(in: "/proc/self/fd").count
            limit = rlimit(rlim_cur: rlim_t(open + 62), rlim_max: rlim_t(open + 62))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect((2...3).contains(StartReserve.furtherWorkers(atMost: 8)))
            limit = rlimit(rlim_cur: rlim_t(open + 4), rlim_max: rlim_t(open + 4))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            #expect(StartReserve.furtherWorkers(atMost: 8) == 0)
            #expect(throws: SystemCallError.self) { try StartReserve.requireDescriptorsOfProcess() }
        }
    }

    @Test func `what no limit leaves is missed`() {
        #expect(!StartReserve.holdsDescriptors(1 << 20))
        #expect(!StartReserve.mapsMemory(1 << 50))
        #expect(!StartReserve.opensNullDevice(at: "/dev/null/none"))
    }
}

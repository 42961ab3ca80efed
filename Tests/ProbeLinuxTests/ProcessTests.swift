import Glibc
import ProbeLinux
import Testing

/// They change their process, so every test has one of its own.
struct ProcessTests {
    @Test func `a crash leaves no core behind`() async {
        await #expect(processExitsWith: .success) {
            ProcessSettings.forbidCoreDumps()
            var limit = rlimit(rlim_cur: 1, rlim_max: 1)
            #expect(getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
            #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
        }
    }

    @Test func `a line is read whole however long it is, and no further than its limit`() async {
        await #expect(processExitsWith: .success) {
            func read(_ bytes: [UInt8], atMost limit: Int) throws -> [UInt8] {
                var template = Array("/tmp/line.XXXXXX".utf8CString)
                let file = mkstemp(&template)
                unlink(&template)
                try #require(write(file, bytes, bytes.count) == bytes.count)
                try #require(lseek(file, 0, SEEK_SET) == 0)
                try #require(dup2(file, STDIN_FILENO) == STDIN_FILENO)
                close(file)
                return StandardStreams.readLine(atMost: limit)
            }
            let long = [UInt8](repeating: 0x61, count: 5_000_000)
            let whole = try read(long + [0x0a, 0x62], atMost: 6_000_000)
            let cut = try read(long, atMost: 70_000)
            let blank = try read([0x0a], atMost: 10)
            let absent = try read([], atMost: 10)
            #expect(whole == long)
            #expect(cut.count == 70_000)
            #expect(blank.isEmpty && absent.isEmpty)
        }
    }
}

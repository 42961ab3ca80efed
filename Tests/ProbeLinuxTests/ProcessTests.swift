import Glibc
import Testing

@testable import ProbeLinux

struct ProcessTests {
    @Test func `a crash leaves no core behind`() {
        ProcessSettings.forbidCoreDumps()
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
    }

    @Test func `a line is read whole however long it is, and no further than its limit`() throws {
        func read(_ bytes: [UInt8], atMost limit: Int) throws -> [UInt8] {
            var template = Array("/tmp/line.XXXXXX".utf8CString)
            let file = mkstemp(&template)
            defer { close(file) }
            unlink(&template)
            try #require(write(file, bytes, bytes.count) == bytes.count)
            try #require(lseek(file, 0, SEEK_SET) == 0)
            return StandardStreams.readLine(atMost: limit, from: file)
        }
        let long = [UInt8](repeating: 0x61, count: 5_000_000)
        #expect(try read(long + [0x0a, 0x62], atMost: 6_000_000) == long)
        #expect(try read(long, atMost: 70_000).count == 70_000)
        #expect(try read([0x0a], atMost: 10).isEmpty)
        #expect(try read([], atMost: 10).isEmpty)
    }
}

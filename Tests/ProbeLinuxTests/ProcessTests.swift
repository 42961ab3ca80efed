import Glibc
import Testing

@testable import ProbeLinux

struct ProcessTests {
    @Test func `a crash leaves no core behind`() {
        ProcessSettings.forbidInspection()
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
    }

    @Test func `lines are read whole however long they are, and nothing behind one that is too long`() async throws {
        func read(_ bytes: [UInt8], atMost limit: Int) async throws -> [[UInt8]] {
            var template = Array("/tmp/line.XXXXXX".utf8CString)
            let file = mkstemp(&template)
            defer { close(file) }
            unlink(&template)
            try #require(write(file, bytes, bytes.count) == bytes.count)
            try #require(lseek(file, 0, SEEK_SET) == 0)
            return await StandardStreams.lines(of: file, atMost: limit).reduce(into: []) { $0.append($1) }
        }
        let long = [UInt8](repeating: 0x61, count: 5_000_000)
        #expect(
            try await read(long + [0x0a, 0x62, 0x0a, 0x0a, 0x63], atMost: 6_000_000) == [long, [0x62], [], [0x63]])
        #expect(try await read([0x62, 0x0a] + long + [0x0a, 0x63], atMost: 70_000) == [[0x62]])
        #expect(try await read([0x61, 0x61, 0x0a, 0x62, 0x0a], atMost: 1).isEmpty)
        #expect(try await read([0x0a], atMost: 10) == [[]])
        #expect(try await read([], atMost: 10).isEmpty)
    }
}

import Glibc
import ProbeCore
import Synchronization
import Testing

@testable import ProbeLinux

/// What a process that was started may say on its standard error.
struct ComplaintPipeTests {
    private func handedOn(_ bytes: [UInt8]) throws -> [String] {
        let lines = Mutex<[String]>([])
        let pipe = try ComplaintPipe(of: "worker") { line in lines.withLock { $0.append(line.description) } }
        // More than a pipe holds is not written here.
        _ = fcntl(pipe.number, F_SETFL, O_NONBLOCK)
        _ = write(pipe.number, bytes, bytes.count)
        pipe.end()
        return lines.withLock { $0 }
    }

    @Test func `lines arrive without what a terminal obeys, the last one as well`() throws {
        #expect(
            try handedOn(Array("Fatal error\n\u{1b}]0;title\u{7}x\ny".utf8)) == [
                "Fatal error", #"\x1b]0;title\x07x"#, "y",
            ])
    }

    @Test func `of many lines there are few, and of a long one its beginning`() throws {
        #expect(try handedOn(Array(String(repeating: "a\n", count: 1_000).utf8)).count == 24)
        let long = try handedOn(Array(String(repeating: "b", count: 3_000).utf8) + [0x0a])
        #expect(long.map(\.utf8.count) == [503])
    }

    @Test func `what is said before the end does not wait for it`() async throws {
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        let pipe = try ComplaintPipe(of: "worker") { line.yield($0.description) }
        _ = write(pipe.number, "now\n", 4)
        for await said in lines {
            #expect(said == "now")
            break
        }
        pipe.end()
    }
}

import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ControlBytesTests {
    @Test(arguments: ["READY  all is well", "Server: \u{1b}[2J", "Server: \0", ": x", "\u{7}Server: x"])
    func `a header with bytes that HTTP does not allow breaks the answer at once, and is quoted escaped`(
        line: String
    ) async throws {
        try await LoopbackServer.play([
            .after(head: .send("HTTP/1.1 407 \u{1b}]0;owned\u{7}\r\n\(line)\r\nContent-Length: 0\r\n\r\n"))
        ]) { connection, _ in
            let (reply, exchange) = await connection.request(
                HTTPRequest(method: "CONNECT", target: "h:443", headers: [("Host", "h")]), waits: .long,
                whenStuck: { _ in })
            #expect(reply == nil)
            #expect(exchange.result == .malformed)
            #expect(exchange.opening?.description.hasPrefix("HTTP/1.1 407 \\x1b]0;owned\\x07\\r\\n") == true)
        }
    }
}

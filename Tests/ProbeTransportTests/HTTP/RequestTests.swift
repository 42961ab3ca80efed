import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

struct RequestTests {
    private let asked = HTTPRequest(target: "/devices/x", headers: [("Host", "myhub.azure-devices.net")])

    private func answer(
        to request: HTTPRequest? = nil, with actions: [LoopbackServer.Action],
        waits: @autoclosure @Sendable () -> Waits = .long
    ) async throws -> (reply: HTTPReply?, exchange: Exchange) {
        let turn = LoopbackServer.Turn(isCued: { $0.suffix(4).elementsEqual("\r\n\r\n".utf8) }, actions: actions)
        return try await LoopbackServer.play([turn]) { connection, _ in
            await connection.request(request ?? asked, waits: waits(), whenStuck: { _ in })
        }
    }

    @Test func `a request goes out as it was asked, and a body of known length comes back`() async throws {
        let text = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\niothub-errorcode: X\r\n\r\nhello"
        try await LoopbackServer.play([.after(head: .send(text))]) { connection, server in
            let (reply, exchange) = await connection.request(asked, waits: .long, whenStuck: { _ in })
            #expect(server.receivedText == "GET /devices/x HTTP/1.1\r\nHost: myhub.azure-devices.net\r\n\r\n")
            #expect(exchange.result == .answered)
            #expect(exchange.bytesSent == server.received.count)
            #expect(exchange.bytesReceived == text.utf8.count)
            #expect(exchange.opening?.description.hasPrefix("HTTP/1.1 401") == true)
            #expect(reply?.answer.status == 401)
            #expect(reply?.answer.value(of: "iothub-errorcode")?.description == "X")
            #expect(reply?.body == Array("hello".utf8))
            #expect(reply?.answer.bodyOpening?.description == "hello")
        }
    }

    @Test func `chunks and a body until the end of the stream are put together`() async throws {
        let chunked = try await answer(with: [
            .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")
        ])
        #expect(chunked.reply?.body == Array("hello".utf8))
        #expect(chunked.exchange.result == .answered)
        let untilClose = try await answer(with: [.send("HTTP/1.1 200 OK\r\n\r\nhel"), .send("lo"), .finish])
        #expect(untilClose.reply?.body == Array("hello".utf8))
        #expect(untilClose.exchange.result == .answered)
    }

    @Test func `informational answers are passed over`() async throws {
        let answer = try await answer(with: [
            .send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        ])
        #expect(answer.reply?.answer.status == 204)
        #expect(answer.exchange.result == .answered)
    }

    @Test func `two requests share a connection`() async throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
        try await LoopbackServer.play([.after(head: .send(text + "a")), .after(head: .send(text + "b"))]) {
            connection, _ in
            let first = await connection.request(asked, waits: .long, whenStuck: { _ in })
            let second = await connection.request(asked, waits: .long, whenStuck: { _ in })
            #expect(first.reply?.body == [0x61])
            #expect(second.reply?.body == [0x62])
            #expect(second.exchange.bytesReceived == text.utf8.count + 1)
        }
    }

    @Test func `at most 8 KiB of body are kept, and then the connection is given up`() async throws {
        let body = String(repeating: "x", count: 100_000)
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body
        try await LoopbackServer.play([.after(head: .send(text))]) { connection, _ in
            let (reply, exchange) = await connection.request(asked, waits: .long, whenStuck: { _ in })
            #expect(exchange.result == .answered)
            #expect(exchange.tcp != nil)
            #expect(reply?.body.count == 8192)
            let next = await connection.request(asked, waits: .long, whenStuck: { _ in })
            #expect(next.exchange.result == .closed)
            #expect(next.reply == nil)
        }
    }

    @Test func `cookies are left out, names are lower case, and forty headers are enough`() async throws {
        let many = (1...60).map { "X-\($0): \($0)\r\n" }.joined()
        let text = "HTTP/1.1 200 OK\r\nSet-Cookie: secret=1\r\nContent-Length: 0\r\n" + many + "\r\n"
        let answer = try await answer(with: [.send(text)]).reply?.answer
        #expect(answer?.headers.count == 40 && answer?.headersLeftOut == 21)
        #expect(answer?.leftOut == [LeftOut(.headers, 21)])
        #expect(answer?.value(of: "x-7")?.description == "7")
        #expect(answer?.headers.contains { $0.name.description.contains("cookie") } == false)
    }

    @Test func `a redirect is kept without its query, and of a head only the status line is the opening`() async throws
    {
        let text = "HTTP/1.1 307 Go\r\nLocation: https://a.example/b?sig=secret\r\nSet-Cookie: secret\r\n\r\n"
        let (reply, exchange) = try await answer(with: [.send(text), .finish])
        #expect(reply?.answer.value(of: "location")?.description == "https://a.example/b?...")
        #expect(exchange.opening?.description == "HTTP/1.1 307 Go")
    }

    @Test(arguments: [
        "HTTP/1.1 200 " + String(repeating: "x", count: 70_000),
        "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 5000),
    ])
    func `a head without end is malformed`(text: String) async throws {
        let (reply, exchange) = try await answer(with: [.send(text)])
        #expect(reply == nil)
        #expect(exchange.result == .malformed)
    }

    @Test func `a flood of informational answers is malformed`() async throws {
        let text = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 2000)
        #expect(try await answer(with: [.send(text)]).exchange.result == .malformed)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH\r\n", "\u{15}\u{3}\u{1}\u{0}\u{2}", "<html>"])
    func `what is not HTTP is another protocol`(text: String) async throws {
        let (reply, exchange) = try await answer(with: [.send(text)])
        #expect(reply == nil)
        #expect(exchange.result == .otherProtocol)
        #expect(exchange.bytesReceived == text.utf8.count)
    }

    @Test func `HTTP that breaks its own rules is malformed`() async throws {
        let (_, exchange) = try await answer(with: [.send("HTTP/1.1 200 OK\r\nBad Header\r\n\r\n")])
        #expect(exchange.result == .malformed)
    }

    @Test func `an answer that is cut short is given with how it ended`() async throws {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello"
        let closed = try await answer(with: [.send(text), .finish])
        #expect(closed.exchange.result == .closed)
        #expect(closed.reply?.body == Array("hello".utf8))
        let silent = try await answer(with: [.send(text)], waits: .short)
        #expect(silent.exchange.result == .silent)
        #expect(silent.reply?.answer.status == 200)
    }

    @Test func `no answer at all is closed, reset or silent`() async throws {
        #expect(try await answer(with: [.finish]).exchange.result == .closed)
        let reset = try await answer(with: [.reset]).exchange
        #expect(reset.result == .reset)
        #expect(reset.error == "ECONNRESET")
        let silent = try await answer(with: [], waits: .short).exchange
        #expect(silent.result == .silent)
        #expect(silent.bytesSent > 0)
    }

    @Test func `a reset does not end a body that runs until the end of the stream`() async throws {
        let (_, exchange) = try await answer(with: [.send("HTTP/1.1 200 OK\r\n\r\nhel"), .reset])
        #expect(exchange.result == .reset)
    }

    @Test(arguments: ["/a b", "/a\r\nX: y", "", "/\u{7f}"]) func `a target that would split the request is never sent`(
        target: String
    ) async throws {
        try await LoopbackServer.play([]) { connection, server in
            let (reply, exchange) = await connection.request(
                HTTPRequest(target: target, headers: [("Host", "x")]), waits: .short, whenStuck: { _ in })
            #expect(reply == nil)
            #expect(exchange.result == .superseded)
            #expect(exchange.bytesSent == 0)
            #expect(server.received.isEmpty)
        }
    }

    @Test func `a request prints without its headers`() {
        let request = HTTPRequest(target: "/", headers: [("Authorization", "secret")])
        #expect(!"\(request) \(String(reflecting: request))".contains("secret"))
    }
}

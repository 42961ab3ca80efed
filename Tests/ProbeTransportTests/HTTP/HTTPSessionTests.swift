import NIOCore
import NIOEmbedded
@testable import ProbeTransport
import Testing

struct HTTPSessionTests {
    @Test(arguments: ["GET", "CONNECT"])
    func `a connection that ends while HTTP is taken off it harms nobody`(method: String) throws {
        let channel = EmbeddedChannel()
        let mailbox = Mailbox(meter: Meter())
        try channel.pipeline.syncOperations.addHandler(mailbox)
        let request = HTTPRequest(method: method, target: "/", headers: [("Host", "hub.example")])
        let session = try HTTPSession(request, channel: channel, mailbox: mailbox)
        // Without a length the body lasts as long as the connection.
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nuntil the end"))
        session.end()
        // The decoder is still there until the event loop's next turn.
        _ = try channel.finish(acceptAlreadyClosed: true)
        if method == "CONNECT", case .bytes(let held)? = mailbox.take() {
            #expect(held == Array("until the end".utf8))
        }
        guard case .over(.closed)? = mailbox.take() else {
            Issue.record("the connection's end is all that is left")
            return
        }
    }

    @Test func `what comes after HTTP was taken off a connection is bytes`() throws {
        let channel = EmbeddedChannel()
        let mailbox = Mailbox(meter: Meter())
        try channel.pipeline.syncOperations.addHandler(mailbox)
        let request = HTTPRequest(method: "CONNECT", target: "h:1", headers: [("Host", "h:1")])
        let session = try HTTPSession(request, channel: channel, mailbox: mailbox)
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nfirst"))
        session.end()
        channel.embeddedEventLoop.run()
        try channel.writeInbound(ByteBuffer(string: "second"))
        var bytes: [UInt8] = []
        while case .bytes(let more)? = mailbox.take() { bytes += more }
        #expect(bytes == Array("firstsecond".utf8))
        _ = try channel.finish(acceptAlreadyClosed: true)
    }
}

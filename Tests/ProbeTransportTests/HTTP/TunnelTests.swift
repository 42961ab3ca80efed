import ProbeCore
import ProbeEvidence
import ProbeTLS
import ProbeTransport
import Testing

struct TunnelTests {
    private let conversation: MQTTConversation

    init() throws { conversation = MQTTConversation(hub: try HostName(validating: Minted.name)) }

    private static let connack = "\u{20}\u{2}\u{0}\u{5}"

    @Test(arguments: ["", "Content-Length: 0\r\n", "Content-Length: 99\r\n", "Transfer-Encoding: chunked\r\n"])
    func `an open tunnel is a byte stream from the first byte after the head`(header: String) async throws {
        let opened = "HTTP/1.1 200 Connection established\r\n\(header)\r\n"
        try await LoopbackServer.play([.after(head: .send(opened + Self.connack))]) { connection, server in
            let (answer, exchange) = await connection.openTunnel(
                to: "myhub.azure-devices.net", port: 443, credentials: nil, waits: .long, whenStuck: { _ in })
            #expect(answer?.status == 200)
            #expect(exchange.result == .answered)
            #expect(
                server.receivedText
                    == "CONNECT myhub.azure-devices.net:443 HTTP/1.1\r\nHost: myhub.azure-devices.net:443\r\n\r\n")
            let inside = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(inside.exchange.result == .answered)
        }
    }

    @Test func `TLS climbs through a tunnel`() async throws {
        let minted = try Minted()
        // The scripted server has no TLS after its head, so its plain answer has to reach the TLS engine.
        let turns: [LoopbackServer.Turn] = [
            .after(head: .send("HTTP/1.1 200 OK\r\n\r\n")), .after(bytes: 100, .send(hexadecimal("15030300020228"))),
        ]
        try await LoopbackServer.play(turns) { connection, _ in
            _ = await connection.openTunnel(
                to: "h", port: 443, credentials: nil, waits: .long, whenStuck: { _ in })
            let handshake = await connection.handshake(
                .init(serverName: Minted.name), expecting: Minted.name, trust: minted.trust, waits: .long,
                whenStuck: { _ in })
            #expect(handshake.result == .alert)
        }
    }

    @Test func `credentials travel as Basic and appear nowhere else`() async throws {
        try await LoopbackServer.play([
            .after(
                head: .send(
                    "HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 4\r\n\r\nbody"
                ))
        ]) { connection, server in
            let credentials = Credentials(user: "Aladdin", password: "open sesame")
            let (answer, exchange) = await connection.openTunnel(
                to: "2001:db8::1", port: 8883, credentials: credentials, waits: .long, whenStuck: { _ in })
            #expect(server.receivedText.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"))
            #expect(server.receivedText.hasPrefix("CONNECT [2001:db8::1]:8883 HTTP/1.1\r\n"))
            #expect(exchange.result == .answered)
            #expect(answer?.status == 407)
            #expect(answer?.values(of: "proxy-authenticate").count == 2)
            #expect(answer?.bodyOpening?.description == "body")
            #expect(!"\(exchange) \(String(describing: answer))".contains("QWxhZGRpb"))
        }
    }

    @Test func `a proxy that says nothing is silent`() async throws {
        try await LoopbackServer.play([]) { connection, _ in
            let stuck = Tally<Exchange>()
            let (answer, exchange) = await connection.openTunnel(
                to: "h", port: 443, credentials: nil, waits: .short, whenStuck: { stuck.note($0) })
            #expect(answer == nil)
            #expect(exchange.result == .silent)
            #expect(stuck.all.count == 1)
            #expect(stuck.all.first?.bytesSent == exchange.bytesSent)
        }
    }
}

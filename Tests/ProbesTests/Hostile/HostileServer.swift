import CertificateMint
import NIOCore
import NIOPosix
import ProbeCore
import ProbeLinux
import ProbeTLS
import ProbeTransport

/// Speaks every protocol of a run on loopback, and puts the same bytes into every field that it controls.
struct HostileServer {
    /// What it puts into its fields, and how often into those that have no length of their own.
    struct Payload: Sendable {
        let text: String
        fileprivate let bytes: [UInt8]
        fileprivate let flood: [UInt8]
        /// Where it plays a registry: its documents by the targets of requests, and nothing else.
        fileprivate let documents: [String: String]

        init(text: String, repetitions: Int = 1, documents: [String: String] = [:]) {
            self.text = text
            self.documents = documents
            bytes = Array(text.utf8)
            flood = (0..<repetitions).reduce(into: []) { flood, _ in flood += text.utf8 }
        }
    }

    static let hub = "hostile-hub.azure-devices.net"

    let secure: ProbeCore.SocketAddress
    let plain: ProbeCore.SocketAddress
    /// PEM of the root that vouches for its certificate.
    let root: String

    static func with<Result>(_ payload: Payload, _ body: (HostileServer) async throws -> Result) async throws -> Result
    {
        let now = Timestamp.now().secondsSince1970
        let validity = Timestamp(secondsSince1970: now - 3600)...Timestamp(secondsSince1970: now + 3600)
        let name = CertificateAuthority.Name(payload.text, organization: payload.text)
        let authority = try CertificateAuthority(root: name, intermediate: name, validity: validity)
        let identity = try authority.issue(
            .init(name, alternativeNames: [hub, "registry.example", payload.text], validity: validity, key: .p256))
        let secure = try await listen(payload, identity)
        let plain = try await listen(payload, nil)
        do {
            let server = HostileServer(
                secure: try address(of: secure), plain: try address(of: plain), root: authority.root)
            let result = try await body(server)
            try await secure.close()
            try await plain.close()
            return result
        } catch {
            try? await secure.close()
            try? await plain.close()
            throw error
        }
    }

    private struct NoAddress: Error {}

    private static func address(of channel: any Channel) throws -> ProbeCore.SocketAddress {
        guard let port = channel.localAddress?.port,
            let address = ProbeCore.SocketAddress("127.0.0.1:\(port)", defaultPort: 1)
        else { throw NoAddress() }
        return address
    }

    private static func listen(_ payload: Payload, _ identity: ServerIdentity?) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let identity {
                        let engine = try TLSEngine(server: identity, requestsClientCertificate: false)
                        try channel.pipeline.syncOperations.addHandler(TLSHandler(engine))
                    }
                    try channel.pipeline.syncOperations.addHandler(HostileHandler(payload))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }
}

/// Answers whatever a client begins with.
private final class HostileHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let payload: HostileServer.Payload
    private var received: [UInt8] = []
    private var didOpenAMQP = false

    init(_ payload: HostileServer.Payload) { self.payload = payload }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        guard let answer = answer() else { return }
        received = []
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    private func answer() -> [UInt8]? {
        if received.starts(with: Array("AMQP".utf8)) { return received.count < 8 ? nil : AMQPHeader.plain.encoded }
        if received.starts(with: [0, 0]) { return opening }
        if received.first == 0x10 { return payload.flood }
        guard received.suffix(4).elementsEqual("\r\n\r\n".utf8) else { return nil }
        return payload.documents.isEmpty ? page : document
    }

    private var document: [UInt8] {
        let words = String(decoding: received, as: UTF8.self).split(separator: " ", maxSplits: 2)
        let found = words.count > 1 ? payload.documents[String(words[1])] : nil
        let body = found ?? #"{"errors": [{"code": "MANIFEST_UNKNOWN"}]}"#
        return Array(
            """
            HTTP/1.1 \(found == nil ? 404 : 200) \(payload.text)\r
            Docker-Distribution-Api-Version: registry/2.0\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    private var opening: [UInt8] {
        let open = AMQPOpen(containerID: "DeviceGateway_" + payload.text, hostname: payload.text)
        let symbol = payload.text.unicodeScalars.filter(\.isASCII).map(String.init).joined()
        let error = AMQPPerformative(.error, [.symbol(symbol), .string(payload.text)])
        return AMQPFrame(open.performative.value).encoded
            + AMQPFrame(AMQPPerformative(.close, [error.value]).value).encoded
    }

    private var page: [UInt8] {
        let isProxy = received.starts(with: Array("CONNECT".utf8))
        let isPortal = received.starts(with: Array("GET /connecttest.txt".utf8))
        let (text, flood) = (payload.bytes, payload.flood)
        func line(_ opening: String, _ field: [UInt8], _ end: String = "") -> [UInt8] {
            Array(opening.utf8) + field + Array((end + "\r\n").utf8)
        }
        return line("HTTP/1.1 \(isProxy ? 407 : isPortal ? 302 : 401) ", text)
            + line("Server: ", text) + line("Via: 1.1 ", text) + line("Date: ", text)
            + line("Docker-Distribution-Api-Version: ", text)
            + line("WWW-Authenticate: Bearer realm=\"", text, "\"")
            + line("Proxy-Authenticate: ", text) + line("Location: http://portal.example/", text)
            + line("iothub-errorcode: ", text) + line("X-Flood: ", flood)
            + line("Content-Length: ", Array("\(text.count)".utf8)) + line("", []) + text
    }
}

import NIOHTTP1
import ProbeTLS

/// The server's part in the opening of a WebSocket (RFC 6455 section 4.2).
enum WebSocketOpening {
    /// Where IoT Hub and the provisioning service upgrade, with or without a query.
    static let path = "/$iothub/websocket"

    /// The proof that the key was read; nothing when the request is not one of version 13.
    static func accept(_ headers: HTTPHeaders) -> String? {
        guard headers.first(name: "sec-websocket-version") == "13",
            let key = headers.first(name: "sec-websocket-key"), Base64.decode(key)?.count == 16
        else { return nil }
        return Base64.encode(Digest.sha1(Array((key + magic).utf8)))
    }

    private static let magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
}

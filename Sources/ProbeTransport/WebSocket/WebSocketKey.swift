internal import ProbeTLS

/// The nonce of one opening handshake, and the answer that proves it was understood (RFC 6455 section 4.2.2).
struct WebSocketKey {
    let text: String

    /// A random one.
    init() { self.init(text: Base64.encode((0..<16).map { _ in UInt8.random(in: .min ... .max) })) }

    init(text: String) { self.text = text }

    var accept: String {
        Base64.encode(Digest.sha1(Array((text + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }
}

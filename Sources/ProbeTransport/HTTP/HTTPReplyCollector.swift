internal import NIOCore
internal import NIOHTTP1
internal import ProbeCore

/// Puts an answer together from its parts, as far as its bounds go.
struct HTTPReplyCollector {
    enum Step {
        case more
        case complete
        /// Longer than is read; the connection cannot be used for another request.
        case enough
    }

    static let mostHeaders = 40
    static let longestBody = 8192
    /// Longer values than most, because a redirect or a challenge is followed by its text.
    static let longestValue = 2048

    private(set) var head: HTTPResponseHead?
    private var body: [UInt8] = []

    mutating func take(_ part: HTTPClientResponsePart) -> Step {
        switch part {
        case .head(let head):
            self.head = head
            return .more
        case .body(let buffer):
            let room = Self.longestBody - body.count
            body += buffer.readableBytesView.prefix(room)
            return buffer.readableBytes > room ? .enough : .more
        case .end: return .complete
        }
    }

    /// The answer, once there is a head.
    var reply: HTTPReply? {
        guard let head else { return nil }
        let headers = head.headers.lazy
            .map { (name: $0.name.lowercased(), value: $0.value) }
            // A cookie may be a session's secret.
            .filter { !["set-cookie", "set-cookie2"].contains($0.name) }
            .prefix(Self.mostHeaders)
            .map { HTTPAnswer.Header(name: WireText($0.name), value: WireText($0.value, limit: Self.longestValue)) }
        return HTTPReply(
            answer: HTTPAnswer(
                status: Int(head.status.code), headers: Array(headers),
                bodyOpening: body.isEmpty ? nil : WireText(body)),
            body: body)
    }
}

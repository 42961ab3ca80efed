import ProbeEvidence

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
    private static let longestLocation = 4096
    /// More than of other text, because a redirect or a challenge is read by its text; what `WireText` decodes unchanged.
    private static let longestValue = 800

    private(set) var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var isCut = false
    private let longestBody: Int

    init(longestBody: Int = HTTPReply.longestBody) { self.longestBody = longestBody }

    mutating func take(_ part: HTTPClientResponsePart) -> Step {
        switch part {
        case .head(let head):
            self.head = head
            return .more
        case .body(let buffer):
            let room = longestBody - body.count
            body += buffer.readableBytesView.prefix(room)
            isCut = buffer.readableBytes > room
            return isCut ? .enough : .more
        case .end: return .complete
        }
    }

    /// The answer, once there is a head.
    var reply: HTTPReply? {
        guard let head else { return nil }
        let (headers, others) = head.headers
            .map { (name: $0.name.lowercased(), value: $0.value) }
            // A cookie may be a session's secret.
            .filter { !["set-cookie", "set-cookie2"].contains($0.name) }
            .divided(at: Self.mostHeaders)
        var answer = HTTPAnswer(
            status: Int(head.status.code),
            headers: headers.map {
                HTTPAnswer.Header(name: WireText($0.name), value: Self.recorded($0.value, of: $0.name))
            },
            bodyOpening: body.isEmpty ? nil : WireText(body.prefix(HTTPReply.longestBody)))
        answer.headersLeftOut = others > 0 ? others : nil
        var reply = HTTPReply(answer: answer, body: body)
        reply.location = head.headers.first(name: "location").flatMap {
            $0.utf8.count <= Self.longestLocation ? $0 : nil
        }
        reply.isCut = isCut
        return reply
    }

    /// A value as evidence may keep it: the query of a redirect may be a signature that opens a storage account.
    private static func recorded(_ value: String, of name: String) -> WireText {
        if name == "location", let query = value.firstIndex(of: "?") {
            return recorded(value[...query] + "...", of: "")
        }
        let isHarmless = value.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != 0x5c }
        return WireText(value, limit: isHarmless ? longestValue : WireText.longest)
    }
}

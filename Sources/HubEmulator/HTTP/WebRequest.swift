import NIOHTTP1

/// A whole HTTP request.
struct WebRequest: Sendable {
    let method: HTTPMethod
    /// Percent-decoded.
    let path: String
    /// Names in lower case, as they stand otherwise.
    let query: [String: String]
    let headers: HTTPHeaders

    /// Nothing when the target is no path.
    init?(_ head: HTTPRequestHead) {
        guard head.uri.hasPrefix("/") else { return nil }
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first.flatMap({ PercentEncoding.decode($0) }) else { return nil }
        self.path = path
        method = head.method
        headers = head.headers
        var query: [String: String] = [:]
        for field in (parts.count > 1 ? parts[1] : "").split(separator: "&").prefix(50) {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[pair[0].lowercased()] = pair.count > 1 ? String(pair[1]) : ""
        }
        self.query = query
    }

    /// Whether it asks for a WebSocket (RFC 6455 section 4.2.1).
    var wantsWebSocket: Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }
}

import NIOHTTP1

/// A whole HTTP response.
struct WebResponse {
    var status: HTTPResponseStatus
    var headers: [(String, String)]
    var body: [UInt8]

    init(_ status: HTTPResponseStatus, _ headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(
        _ status: HTTPResponseStatus, _ text: String, _ headers: [(String, String)] = []
    ) -> WebResponse {
        WebResponse(status, [("Content-Type", "application/json; charset=utf-8")] + headers, body: Array(text.utf8))
    }
}

/// An HTTP/1.1 request without a body.
package struct HTTPRequest: Sendable {
    package var method: String
    package var target: String
    /// `Host` included.
    package var headers: [(name: String, value: String)]

    package init(method: String = "GET", target: String, headers: [(name: String, value: String)]) {
        self.method = method
        self.target = target
        self.headers = headers
    }
}

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

    /// False when a part would break the request apart on the wire; a target may come from a redirect (RFC 9112 section 3).
    var isWellFormed: Bool {
        Self.isToken(method) && !target.isEmpty && target.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            && headers.allSatisfy { header in
                Self.isToken(header.name)
                    && header.value.utf8.allSatisfy { $0 == 0x09 || (0x20...0x7e).contains($0) || $0 >= 0x80 }
            }
    }

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the headers, which may hold credentials.
    package var description: String { "\(method) request" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["method": method]) }
}

import NIOHTTP1

/// The pages by which operating systems find a captive portal, as their operators serve them or as a portal does.
struct PagesSite: WebSite {
    let isBehindPortal: Bool

    func answer(_ request: WebRequest) -> WebAnswer {
        if isBehindPortal {
            return .respond(WebResponse(.found, [("Location", LoginPage.url), ("Server", "portal")]))
        }
        return switch request.path {
        case "/connecttest.txt": .respond(Self.text("Microsoft Connect Test"))
        case "/success.txt": .respond(Self.text("success\n"))
        default: .respond(WebResponse(.notFound))
        }
    }

    private static func text(_ body: String) -> WebResponse {
        WebResponse(.ok, [("Content-Type", "text/plain")], body: Array(body.utf8))
    }
}

/// The captive portal's page; its name is one of RFC 2606.
enum LoginPage {
    static let url = "http://portal.example.net/login"

    /// What the portal says to anyone, whatever was asked.
    static let redirect = Array(
        ("HTTP/1.1 302 Found\r\nServer: portal\r\nLocation: \(url)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .utf8)
}

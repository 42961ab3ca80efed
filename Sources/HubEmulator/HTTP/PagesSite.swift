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

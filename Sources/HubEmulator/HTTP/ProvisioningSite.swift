import NIOHTTP1
import ProbeCore
import ProbeLinux
import ProbeTransport

/// The provisioning service's answers on 443: nobody is registered, and errors carry the service's own marks.
struct ProvisioningSite: WebSite {
    func answer(_ request: WebRequest) -> WebAnswer {
        if request.wantsWebSocket { return webSocket(request) }
        let parts = request.path.split(separator: "/")
        guard parts.count >= 3, parts[1] == "registrations" else {
            return .respond(Self.error(.notFound, 404_000, "Not Found"))
        }
        guard request.query["api-version"] != nil else {
            return .respond(Self.error(.badRequest, 400_000, "The api-version query parameter is missing."))
        }
        return .respond(Self.error(.unauthorized, 401_002, "Unauthorized"))
    }

    private func webSocket(_ request: WebRequest) -> WebAnswer {
        let offered = request.headers[canonicalForm: "sec-websocket-protocol"]
        guard request.method == .GET, request.path == WebSocketOpening.path,
            let chosen = offered.first(where: { $0.lowercased() == "mqtt" }),
            let accept = WebSocketOpening.accept(request.headers)
        else { return .respond(Self.error(.badRequest, 400_000, "Bad Request")) }
        return .upgrade(accept: accept, subprotocol: String(chosen), MQTTSession(admission: nil))
    }

    private static func error(_ status: HTTPResponseStatus, _ code: Int, _ message: String) -> WebResponse {
        let body =
            #"{"errorCode":\#(code),"trackingId":"\#(RandomName.uuid())","message":"\#(message)","#
            + #""timestampUtc":"\#(Timestamp.now())"}"#
        return .json(status, body, [("x-ms-request-id", RandomName.uuid())])
    }
}

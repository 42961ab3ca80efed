import NIOHTTP1
import ProbeTLS
import ProbeTransport

/// The hub's answers on 443: errors with its own marks, and the WebSocket that MQTT and AMQP go through.
struct HubSite: WebSite {
    let admission: Admission
    let faults: Faults

    func answer(_ request: WebRequest) -> WebAnswer {
        if request.wantsWebSocket {
            switch faults.webSocket {
            case .serve, .dropFrames, .forgetSubprotocol: return webSocket(request)
            case .strip: return .respond(Self.stripped)
            case .reset: return .reset
            case .swallow: return .swallow
            }
        }
        if faults.isNotTheHub { return .respond(Self.foreign) }
        guard request.query["api-version"] != nil else {
            return .respond(Self.error(.badRequest, "InvalidProtocolVersion"))
        }
        guard let token = request.headers.first(name: "authorization"), let device = admission.device,
            admission.admits(token, to: device)
        else { return .respond(Self.error(.unauthorized, "IotHubUnauthorizedAccess")) }
        // The identity service asks for the modules of the device; this one has none.
        guard request.path == "/devices/\(device)/modules" else {
            return .respond(Self.error(.notFound, "DeviceNotFound"))
        }
        return .respond(.json(.ok, "[]", Self.marks))
    }

    // MARK: - WebSocket

    /// Before any authentication, at one path and with one of these subprotocols; anything else is a bad request.
    private func webSocket(_ request: WebRequest) -> WebAnswer {
        let offered = request.headers[canonicalForm: "sec-websocket-protocol"]
        let chosen = offered.first { ["mqtt", "AMQPWSB10"].map { $0.lowercased() }.contains($0.lowercased()) }
        guard request.method == .GET, request.path == WebSocketOpening.path, let chosen,
            let accept = WebSocketOpening.accept(request.headers)
        else { return .respond(Self.error(.badRequest, "ArgumentInvalid")) }
        let session: any ServerSession =
            if faults.webSocket == .dropFrames {
                SilentSession()
            } else if chosen.lowercased() == "mqtt" {
                MQTTSession(admission: admission)
            } else {
                AMQPSession(admission: admission)
            }
        let subprotocol = faults.webSocket == .forgetSubprotocol ? nil : String(chosen)
        return .upgrade(accept: accept, subprotocol: subprotocol, session)
    }

    // MARK: - Answers

    private static var marks: [(String, String)] {
        [("Server", "Microsoft-HTTPAPI/2.0"), ("x-ms-request-id", RandomName.uuid())]
    }

    /// The code is what proves the hub; which one a bad upgrade gets is not documented.
    private static func error(_ status: HTTPResponseStatus, _ code: String) -> WebResponse {
        let body =
            #"{"Message":"ErrorCode:\#(code);\#(status.reasonPhrase)","ExceptionMessage":"Tracking ID:\#(RandomName.uuid())"}"#
        return .json(status, body, marks + [("iothub-errorcode", code)])
    }

    /// What is left of an upgrade once a proxy has taken its hop-by-hop headers out and the origin answered a plain GET.
    private static var stripped: WebResponse {
        WebResponse(
            .badRequest, [("Content-Type", "text/html"), ("Via", "1.1 webfilter (squid/5.7)")],
            body: Array("<html><body><h1>Bad Request</h1></body></html>".utf8))
    }

    private static var foreign: WebResponse {
        WebResponse(
            .ok, [("Server", "nginx"), ("Content-Type", "text/html")],
            body: Array("<html><head><title>Welcome to nginx!</title></head></html>".utf8))
    }
}

package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Sends an HTTPS request that only the hub itself answers as it does.
///
/// The request is the identity service's (`/devices/…/modules`), for a device that does not exist and without credentials:
/// the hub answers 401 or 400 with `iothub-errorcode`, which no proxy and no portal does.
extension RequestHTTPS: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.service == .hub && $0.transport == .https }
    }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<HTTPSEvidence>
    ) async throws(ProbeError) -> Measured<HTTPSEvidence, NoLive> {
        let remote = input.product.remote
        var (reply, exchange) = await input.product.request(Self.request(to: about.host), waits: Waits(context)) {
            exchange in
            var interim = HTTPSEvidence(exchange: exchange)
            interim.exchange.remote = remote
            context.report(interim)
        }
        exchange.remote = remote
        var evidence = HTTPSEvidence(exchange: exchange)
        evidence.answer = reply?.answer
        evidence.date = reply?.answer.date
        evidence.deviceTime = reply == nil ? nil : Timestamp.now()
        if let reply, Self.isOfHub(reply) { evidence.proof = .iothubErrorCode }
        return Measured(evidence)
    }

    /// At least one full-size segment must leave, as telemetry will.
    ///
    /// The ladder's hellos fit the narrowest link; one that drops large packets in silence would stay unseen until the
    /// first message. HTTP.sys takes 16 KiB of headers (MaxRequestBytes), and so does IoT Hub.
    private static let padding = String(repeating: "x", count: 2800)

    static func request(to host: HostName, isPadded: Bool = true) -> HTTPRequest {
        HTTPRequest(
            target: "/devices/\(RandomName.device())/modules?api-version=2017-11-08-preview",
            headers: [("Host", host.description), ("User-Agent", "edgeprobe"), ("Accept", "application/json")]
                + (isPadded ? [("X-Padding", padding)] : []))
    }

    static func isOfHub(_ reply: HTTPReply) -> Bool { reply.answer.value(of: "iothub-errorcode") != nil }
}

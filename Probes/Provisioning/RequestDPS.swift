package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Sends an HTTPS request that only the provisioning service itself answers as it does.
///
/// Asks for the registration of a device that does not exist, without credentials.
extension RequestDPS: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.service == .dps && $0.transport == .https }
    }

    package func measure(
        _ about: Endpoint, _ input: On<HandshakeTLS>, _ context: Context<DPSEvidence>
    ) async throws(ProbeError) -> Measured<DPSEvidence, NoLive> {
        let request = Self.request(to: about.host, idScope: context.plan.services.idScope)
        var (reply, exchange) = await input.product.request(request, waits: Waits(context)) { _ in }
        exchange.remote = input.product.remote
        var evidence = DPSEvidence(exchange: exchange)
        evidence.answer = reply?.answer
        evidence.date = reply?.answer.date
        evidence.deviceTime = reply == nil ? nil : Timestamp.now()
        evidence.isProvisioningService = reply.map(Self.isProvisioningService) ?? false
        return Measured(evidence)
    }

    /// Without an ID scope of this device's own it is for one that nobody has.
    static func request(to host: HostName, idScope: String?) -> HTTPRequest {
        HTTPRequest(
            target:
                "/\(idScope ?? "0ne00000000")/registrations/\(RandomName.device())?api-version=2021-06-01",
            headers: [("Host", host.description), ("User-Agent", "edgeprobe"), ("Accept", "application/json")])
    }

    /// The service marks every answer with a request id, and its errors with a tracking id in their JSON.
    static func isProvisioningService(_ reply: HTTPReply) -> Bool {
        reply.answer.value(of: "x-ms-request-id") != nil
            || String(decoding: reply.body, as: UTF8.self).contains("\"trackingId\"")
    }
}

package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Fetches a plain-HTTP page that is always the same, to see whether it is altered on the way.
///
/// Asked only once something failed: two operators' pages, so that one operator's outage is not taken for a portal.
extension CheckPortal: Probe {
    package func subjects(in plan: Plan) -> [PortalPage] { plan.services.checksPortals ? PortalPage.all : [] }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set(subjects(in: plan).map { Contacted(.portalPage($0.host), ports: [80]) })
    }

    /// One that answers is enough.
    private static var mostAddresses: Int { 4 }

    package func measure(
        _ about: PortalPage, _ input: Trouble, _ context: Context<PortalEvidence>
    ) async throws(ProbeError) -> Measured<PortalEvidence, NoLive> {
        var evidence = PortalEvidence()
        let candidates: [SocketAddress]
        switch Destination(host: about.host, port: 80, in: context.plan) {
        case .address(let address, _): candidates = [address]
        case .name(let name, let port, _):
            let resolution = try await ResolveName().resolveOnTheWay(Name(name), context)
            let (tried, leftOut) = resolution.addresses.divided(at: Self.mostAddresses)
            candidates = tried.map { SocketAddress($0, port: port) }
            evidence.leftOut = [LeftOut(.addresses, leftOut)].recorded
        }
        guard !candidates.isEmpty else { return Measured(evidence) }
        var race = ConnectRace(candidates: candidates, isWonByFirst: true)
        guard let won = try await race.run(context.nested()) else { return Measured(evidence) }
        let connection = try await Connection.adopt(won.socket, remote: won.remote)
        let request = HTTPRequest(
            target: about.path, headers: [("Host", about.host.description), ("User-Agent", "edgeprobe")])
        var (reply, exchange) = await connection.request(request, waits: Waits(context)) { _ in }
        await connection.close()
        exchange.remote = won.remote
        evidence.exchange = exchange
        evidence.answer = reply?.answer
        evidence.redirect = reply?.answer.value(of: "location")
        evidence.isAltered =
            reply.map { reply in
                reply.answer.status != 200 || !String(decoding: reply.body, as: UTF8.self).hasPrefix(about.expected)
            } ?? false
        return Measured(evidence)
    }
}

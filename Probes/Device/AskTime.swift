package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Asks a time server by how much this device's clock is off: the other source beside the services' own Date headers.
///
/// A server that does not answer says nothing about the clock, and is no fault: many sites have none to offer.
extension AskTime: Probe {
    package func subjects(in plan: Plan) -> [TimeServer] {
        plan.briefing.vantage == .host ? plan.device.timeServers : []
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set(subjects(in: plan).map { Contacted(.timeServer($0), ports: [$0.port]) })
    }

    package func measure(
        _ about: TimeServer, _ input: Nothing, _ context: Context<TimeEvidence>
    ) async throws(ProbeError) -> Measured<TimeEvidence, NoLive> {
        // One wait for the name and the answer together: the run is not to become longer by the clock.
        var waits = Waits(context)
        let address: IPAddress
        switch about.host {
        case .address(let given): address = given
        case .name(let name):
            let resolution = try await ResolveName().resolveOnTheWay(Name(name), context)
            guard let first = resolution.addresses.first(where: { $0.family == .v4 }) ?? resolution.addresses.first
            else { return Measured(TimeEvidence(.unresolved)) }
            address = first
            // However long the name took, the server gets a second.
            waits.quiet = max(waits.quiet, .now + .seconds(1))
            waits.stuck = min(max(waits.stuck, .now + .milliseconds(500)), waits.quiet)
        }
        return Measured(try await NTPClient(server: SocketAddress(address, port: about.port), waits: waits).ask())
    }
}

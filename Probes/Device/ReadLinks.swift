package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads the state of this device's interfaces and gateways, as the kernel has it.
extension ReadLinks: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<LinkEvidence>
    ) async throws(ProbeError) -> Measured<LinkEvidence, Links> {
        let links: [NetworkLink]
        do throws(NetlinkError) {
            var routing = try Routing()
            links = try routing.links()
        } catch {
            throw ProbeError(error, doing: "reading the interfaces")
        }
        var evidence = LinkEvidence()
        // Those that lead out first: a host of many containers has a veth for each.
        let all = links.map(LinkEvidence.Interface.init)
        let addressesLeftOut = zip(links, all).map { $0.addresses.count - $1.addresses.count }.reduce(0, +)
        let (interfaces, interfacesLeftOut) = (all.filter(\.leadsOut) + all.filter { !$0.leadsOut })
            .divided(at: Self.most)
        let (gateways, gatewaysLeftOut) = Gateways.read().divided(at: Self.mostGateways)
        evidence.interfaces = interfaces
        evidence.gateways = gateways
        evidence.leftOut =
            [
                LeftOut(.interfaces, interfacesLeftOut), LeftOut(.gateways, gatewaysLeftOut),
                LeftOut(.addresses, addressesLeftOut),
            ].recorded
        return Measured(evidence, product: Links(all: links))
    }

    /// More than anybody looks through.
    private static let most = 64
    private static let mostGateways = 8
}

/// The links as the kernel lists them, read once for all who look at this device's ways out.
package struct Links: Live {
    let all: [NetworkLink]

    package func close() async {}
}

extension LinkEvidence.Interface {
    fileprivate init(_ link: NetworkLink) {
        self.init(
            name: link.name, isUp: link.isUp, hasCarrier: link.hasCarrier ?? false,
            addresses: Array(link.addresses.prefix(64).map(\.address)), mtu: link.mtu)
        master = link.master
    }
}

import ProbeCore
import ProbeTLS

/// The chains of all services, minted when the emulator starts.
struct Identities: Sendable {
    /// PEM of the root that a client is told to trust.
    let root: String
    /// PEM of the inspecting authority's root, where there is one.
    let inspectionRoot: String?
    private let chains: [Service: ServerIdentity]

    subscript(service: Service) -> ServerIdentity? { chains[service] }

    /// Mints one chain a service.
    static func mint(for configuration: Configuration, _ faults: Faults) throws(ProbeError) -> Identities {
        let services = Service.allCases.filter { $0 != .pages }
        let mint = try Mint(configuration, needs: Set(services.map(faults.chain)))
        var chains: [Service: ServerIdentity] = [:]
        for service in services { chains[service] = try mint.issue(faults.chain(of: service), for: service) }
        return Identities(root: mint.root, inspectionRoot: mint.inspectionRoot, chains: chains)
    }
}

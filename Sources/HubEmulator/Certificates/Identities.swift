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

    /// Mints one chain a service, all at once: an RSA key takes tenths of a second.
    static func mint(for configuration: Configuration, _ faults: Faults) async throws(ProbeError) -> Identities {
        let services = Service.allCases.filter { $0 != .pages }
        let mint = try Mint(configuration, needs: Set(services.map(faults.chain)))
        let issued = await withTaskGroup(of: (Service, Result<ServerIdentity, ProbeError>).self) { group in
            for service in services {
                group.addTask {
                    do throws(ProbeError) {
                        return (service, .success(try mint.issue(faults.chain(of: service), for: service)))
                    } catch { return (service, .failure(error)) }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var chains: [Service: ServerIdentity] = [:]
        for (service, result) in issued { chains[service] = try result.get() }
        return Identities(root: mint.root, inspectionRoot: mint.inspectionRoot, chains: chains)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeMeasurement

/// Where somebody says that a service is, which only its certificate proves.
package struct ServiceClaim: Sendable {
    let endpoint: Endpoint
    let remote: SocketAddress
}

extension ServiceClaim {
    /// Nothing for a name that no service has, such as a proxy's.
    init?(_ name: Name, at address: IPAddress, in plan: Plan) {
        guard let endpoint = Self.endpoint(of: name, in: plan) else { return nil }
        self.init(endpoint: endpoint, remote: SocketAddress(address, port: endpoint.port))
    }

    /// Shakes hands there, as with the service itself.
    func prove(
        _ context: Context<ControlHandshake>
    ) async throws(ProbeError) -> Measured<ControlHandshake, NoLive> {
        try await HandshakeVariation.none.measure(endpoint, at: remote, context)
    }

    /// The names that a service has.
    static func provable(_ names: [Name], in plan: Plan) -> [Name] {
        names.filter { endpoint(of: $0, in: plan) != nil }
    }

    static func contacts(_ names: [Name], in plan: Plan) -> Set<Contacted> {
        Set(
            names.compactMap { endpoint(of: $0, in: plan) }.map {
                Contacted(.service($0.service, $0.host), ports: [$0.port])
            })
    }

    /// The direct HTTPS endpoint of the name, which every service has.
    private static func endpoint(of name: Name, in plan: Plan) -> Endpoint? {
        plan.services.endpoints.first { $0.host == name.host && $0.via == .direct && $0.transport == .https }
    }
}

import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement

/// Every port of edgeHub's looked at once: the kernel's tables hold all connections, and take as long for one port as for all.
struct PortLook: Sendable {
    /// The attempts to bind; nothing for an address that this device does not have.
    private(set) var trials: [SocketAddress: PortEvidence.Trial] = [:]
    /// Nothing where the tables cannot be read.
    let listeners: [LocalListener]?

    init(at bindings: [PortBinding]) {
        // First the attempts: what somebody binds in between is then on the list.
        for binding in bindings {
            for address in binding.addresses.map({ SocketAddress($0, port: binding.port) }) {
                trials[address] = PortEvidence.Trial(binding: address)
            }
        }
        listeners = try? LocalListener.all(on: Set(bindings.map(\.port)))
    }

    /// The one look of a run.
    static func shared(in context: Context<PortEvidence>) async throws(ProbeError) -> PortLook {
        let bindings = context.plan.edgeHubBindings
        return try await context.shared.value(for: "ports") { () async throws(ProbeError) in PortLook(at: bindings) }
    }
}

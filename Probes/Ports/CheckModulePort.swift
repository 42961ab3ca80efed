package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Looks for whoever holds a port that a module of the deployment publishes, as `CheckPort` does for edgeHub's.
extension CheckModulePort: Probe {
    package func subjects(in plan: Plan) -> [LocalPort] {
        guard plan.briefing.vantage == .host else { return [] }
        // What edgeHub publishes as well is looked at as its own.
        let edgeHubs = Set(plan.edgeHubBindings)
        return (plan.services.deployment?.modulePorts ?? []).filter { !edgeHubs.contains($0) }.map { LocalPort($0) }
    }

    package func measure(
        _ about: LocalPort, _ input: Nothing, _ context: Context<PortEvidence>
    ) async throws(ProbeError) -> Measured<PortEvidence, NoLive> {
        let bindings = subjects(in: context.plan).map(\.binding)
        let look = try await context.shared.value(for: "ports of modules") { () async throws(ProbeError) in
            PortLook(at: bindings)
        }
        return Measured(CheckPort.evidence(of: about, by: look, in: context.plan))
    }

    /// Looks at ports that nobody thought of before the run, such as those that a log names.
    package static func look(at bindings: [PortBinding], in plan: Plan) -> [(port: LocalPort, evidence: PortEvidence)] {
        let look = PortLook(at: bindings)
        return bindings.map { binding in
            let port = LocalPort(binding)
            return (port, CheckPort.evidence(of: port, by: look, in: plan))
        }
    }
}

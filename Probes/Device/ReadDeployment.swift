package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Says what the command line's deployment manifest asks of this device; the file was read with the plan.
extension ReadDeployment: Probe {
    package func subjects(in plan: Plan) -> [Device] {
        plan.looksAtDevice && plan.services.deployment != nil ? [Device()] : []
    }

    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<DeploymentEvidence>
    ) async throws(ProbeError) -> Measured<DeploymentEvidence, NoLive> {
        guard let deployment = context.plan.services.deployment else {
            throw .libraryRefused("the plan has no deployment")
        }
        return Measured(deployment.evidence)
    }
}

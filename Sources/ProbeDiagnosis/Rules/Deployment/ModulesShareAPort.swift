import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Two modules of the deployment publish the same port of the device: the engine starts the first alone.
struct ModulesShareAPort: Rule {
    static let causes: [Cause] = [.deploymentPortCollision]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        guard let seen = scene.survey.deployment else { return [] }
        let claims = seen.evidence.running.flatMap { module in module.bindings.map { (module, $0) } }
        let collisions = claims.enumerated().compactMap { index, claim -> Collision? in
            // Each port once, with all who want it.
            let others = claims.dropFirst(index + 1).filter {
                $0.0.name != claim.0.name && $0.1.collides(with: claim.1)
            }
            let isFirst = !claims.prefix(index).contains { $0.0.name != claim.0.name && $0.1.collides(with: claim.1) }
            return others.isEmpty || !isFirst
                ? nil : Collision(binding: claim.1, modules: ([claim] + others).map { $0.0 })
        }
        return collisions.map { finding($0, seen, scene) }
    }

    private struct Collision {
        let binding: DeploymentEvidence.Binding
        let modules: [DeploymentEvidence.Module]
    }

    private func finding(
        _ collision: Collision, _ seen: Survey.Seen<ReadDeployment>, _ scene: Scene
    ) -> Finding {
        let names = collision.modules.map(\.name).uniqued
        let port = collision.binding.binding.port
        let summary: Sentence =
            collision.binding.isDatagram
            ? "\(names) all publish UDP port \(port) of this device: only the first of them to start has it."
            : "\(names) all publish port \(port) of this device: only the first of them to start has it."
        return Finding(
            .deploymentPortCollision, .error, from: [seen.vantage],
            about: Finding.Subject(port: port, process: names.first),
            owner: .hubConfiguration, confidence: .certain, summary: summary,
            location: scene.survey.place(inDeployment: collision.modules.last?.line),
            evidence: collision.modules.map { module in
                seen.shows("the createOptions of \(module.name) publish port \(port)")
            },
            refutedBy: "The deployment gives the port to one module alone, or to each on an address of its own.")
    }
}

extension DeploymentEvidence.Binding {
    /// The engine cannot bind both.
    func collides(with other: DeploymentEvidence.Binding) -> Bool {
        guard isDatagram == other.isDatagram, binding.port == other.binding.port else { return false }
        return binding.address == nil || other.binding.address == nil || binding.address == other.binding.address
    }
}

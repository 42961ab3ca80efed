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
            let others = claims.dropFirst(index + 1).filter { $0.1.collides(with: claim.1) }
            let isFirst = !claims.prefix(index).contains { $0.1.collides(with: claim.1) }
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
        return Finding(
            .deploymentPortCollision, .error, from: [seen.vantage],
            about: Finding.Subject(port: port, process: names.first),
            owner: .hubConfiguration, confidence: .certain,
            summary: collision.modules.contains { $0.isOnHost == true }
                ? """
                \(listing: names) all have port \(port) of this device, by PortBindings or on the host's own network: only the \
                first of them to start has it.
                """
                : Self.summary(names, port, collision.binding.isDatagram),
            location: scene.survey.place(
                inDeployment: collision.modules.last?.line,
                collision.modules.last.map { .ofModule($0.name, .options) }),
            evidence: collision.modules.map { seen.shows($0.wants(port)) },
            refutedBy: "The deployment gives the port to one module alone, or to each on an address of its own.")
    }

    private static func summary(_ names: [LocalText], _ port: UInt16, _ isDatagram: Bool) -> Sentence {
        switch (names.count, isDatagram) {
        case (1, true): "\(names) publishes UDP port \(port) of this device twice: the engine does not start it."
        case (1, false): "\(names) publishes port \(port) of this device twice: the engine does not start it."
        case (2, true): "\(names) both publish UDP port \(port) of this device: only the first of them to start has it."
        case (2, false): "\(names) both publish port \(port) of this device: only the first of them to start has it."
        case (_, true): "\(names) all publish UDP port \(port) of this device: only the first of them to start has it."
        case (_, false): "\(names) all publish port \(port) of this device: only the first of them to start has it."
        }
    }
}

extension DeploymentEvidence.Binding {
    /// The engine cannot bind both.
    func collides(with other: DeploymentEvidence.Binding) -> Bool {
        guard isDatagram == other.isDatagram, binding.port == other.binding.port else { return false }
        return covers(other) || other.covers(self)
    }

    /// Where both are on the other's addresses: all of them without an address, and those of a family on `0.0.0.0` or `::`.
    private func covers(_ other: DeploymentEvidence.Binding) -> Bool {
        guard let address = binding.address else {
            return isOfIPv4 != true || other.binding.address.map { $0.family == .v4 } ?? true
        }
        guard address.isUnspecified, address.family == .v6 else { return address == other.binding.address }
        return other.binding.address.map { $0.family == .v6 } ?? (other.isOfIPv4 != true)
    }
}

extension DeploymentEvidence.Module {
    /// By what it takes a port of the device, as a clause.
    func wants(_ port: UInt16) -> Sentence {
        isOnHost == true
            ? "\(name) has the host's own network, and listens on port \(port) itself"
            : "the createOptions of \(name) publish port \(port)"
    }
}

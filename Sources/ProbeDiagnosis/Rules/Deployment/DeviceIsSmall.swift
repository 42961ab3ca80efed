import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The device has little memory, and the deployment has edgeHub use as much as it likes.
struct DeviceIsSmall: Rule {
    static let causes: [Cause] = [.deploymentSmallDevice]
    static let explains: [Cause] = []

    /// In bytes: what devices sold with 2 GB keep after firmware and graphics is more.
    private static let little: UInt64 = 3 << 29

    func findings(in scene: Scene) -> [Finding] {
        guard let deployment = scene.survey.deployment,
            let hub = deployment.evidence.module(PortEvidence.edgeHub), hub.optimizesForPerformance != false,
            !hub.isStopped
        else { return [] }
        return scene.survey.seen(ReadRuntime.self, from: .host).compactMap { seen in
            let memory = seen.evidence.memory.flatMap { $0 < Self.little ? Int($0 >> 20) : nil }
            let machine = seen.evidence.architecture.flatMap { ImagePlatform.isSmallARM($0.description) ? $0 : nil }
            guard memory != nil || machine != nil else { return nil }
            let size: Sentence =
                memory.map { "\($0) MB of memory" } ?? "a processor of 32 bits (\(machine ?? ""))"
            return Finding(
                .deploymentSmallDevice, .warning, from: [seen.vantage], about: Finding.Subject(process: hub.name),
                owner: .hubConfiguration, confidence: .certain,
                summary: """
                    This device has \(size), and the deployment does not set OptimizeForPerformance=false for edgeHub: it may take \
                    memory until the kernel ends it.
                    """,
                location: scene.survey.place(inDeployment: hub.line, .ofModule(hub.name, .environment)),
                evidence: [
                    seen.shows("this device has \(size)"),
                    deployment.shows("edgeHub has no OptimizeForPerformance=false"),
                ],
                refutedBy: "edgeHub's container has OptimizeForPerformance=false in its environment.")
        }
    }
}

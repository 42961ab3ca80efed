import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A module's container starts a shell, which starts the program: IoT Edge knows modules by the process that asks.
struct ModuleStartsThroughShell: Rule {
    static let causes: [Cause] = [.deploymentShellEntrypoint]
    static let explains: [Cause] = []

    /// The runtime's own know what they do.
    private static let system = [PortEvidence.edgeHub, DeploymentEvidence.edgeAgent]

    func findings(in scene: Scene) -> [Finding] {
        guard let deployment = scene.survey.deployment else { return [] }
        return deployment.evidence.running.flatMap { module -> [Finding] in
            guard !Self.system.contains("\(module.name)") else { return [] }
            // What the options replace is not the image's any more.
            if let start = module.start {
                let told = deployment.shows("what the createOptions of \(module.name) start is a shell with -c")
                return start == .shell
                    ? [
                        finding(
                            deployment.vantage, module, in: "the createOptions of \(module.name)", [told],
                            at: module.line, .options, scene)
                    ] : []
            }
            return ofImages(module, scene)
        }
    }

    /// By what the registry says of the module's image, with the module's options in front.
    private func ofImages(_ module: DeploymentEvidence.Module, _ scene: Scene) -> [Finding] {
        scene.ascents.compactMap(\.images).flatMap { seen in
            seen.evidence.images.filter { $0.modules.contains(module.name) && $0.start(of: module) == .shell }.map {
                let name: Sentence = "\($0.repository):\($0.reference)"
                let told = seen.shows("the configuration of \(name) starts a shell with -c")
                return finding(seen.vantage, module, in: "the image \(name)", [told], at: $0.line, .image, scene)
            }
        }
    }

    private func finding(
        _ vantage: Vantage, _ module: DeploymentEvidence.Module, in place: Sentence, _ evidence: [Finding.Proof],
        at line: Int?, _ part: DeploymentMember.Part, _ scene: Scene
    ) -> Finding {
        Finding(
            .deploymentShellEntrypoint, .info, from: [vantage], about: Finding.Subject(process: module.name),
            owner: .hubConfiguration, confidence: .possible,
            summary: """
                \(module.name) starts through a shell, by \(place): if the program is the shell's child, IoT Edge \
                answers it with 404 (Module not found).
                """,
            location: scene.survey.place(inDeployment: line, .ofModule(module.name, part)), evidence: evidence,
            refutedBy: "In the module's container the program itself is process 1.")
    }
}

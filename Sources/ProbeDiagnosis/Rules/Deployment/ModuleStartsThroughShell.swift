import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A module's container starts a shell, which starts the program: IoT Edge knows modules by the process that asks.
struct ModuleStartsThroughShell: Rule {
    static let causes: [Cause] = [.deploymentShellEntrypoint]
    static let explains: [Cause] = [.logModule404]

    /// The runtime's own know what they do.
    private static let system = [PortEvidence.edgeHub, DeploymentEvidence.edgeAgent]

    func findings(in scene: Scene) -> [Finding] {
        guard let deployment = scene.survey.deployment else { return [] }
        let replaced = deployment.evidence.running.filter { $0.start == .shell && !Self.system.contains("\($0.name)") }
        let ofOptions = replaced.map { module in
            finding(
                deployment.vantage, [module.name], in: "the createOptions of \(module.name)",
                [deployment.shows("Entrypoint in the createOptions of \(module.name) is a shell with -c")],
                scene.survey.place(inDeployment: module.line))
        }
        let ofImages = scene.ascents.compactMap(\.images).flatMap { seen in
            seen.evidence.images.compactMap { image -> Finding? in
                let modules = image.modules.filter { name in
                    !Self.system.contains("\(name)") && deployment.evidence.module("\(name)")?.start == nil
                }
                guard image.start == .shell, !modules.isEmpty else { return nil }
                let name: Sentence = "\(image.repository):\(image.reference)"
                return finding(
                    seen.vantage, modules, in: "the image \(name)",
                    [seen.shows("the configuration of \(name) starts a shell with -c")],
                    scene.survey.place(inDeployment: image.line))
            }
        }
        return ofOptions + ofImages
    }

    private func finding(
        _ vantage: Vantage, _ modules: [LocalText], in place: Sentence, _ evidence: [Finding.Proof],
        _ location: Finding.Location
    ) -> Finding {
        Finding(
            .deploymentShellEntrypoint, .info, from: [vantage],
            about: Finding.Subject(process: modules.first),
            owner: .hubConfiguration, confidence: .possible,
            summary: """
                \(modules) starts through a shell, as \(place) has it: if the program is the shell's child, IoT Edge answers \
                it with 404 (Module not found).
                """,
            location: location, evidence: evidence,
            refutedBy: "In the module's container the program itself is process 1.")
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { symptom.cause == .logModule404 }
}

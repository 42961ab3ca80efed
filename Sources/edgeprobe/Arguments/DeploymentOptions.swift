import ArgumentParser
import ProbeConfiguration
import ProbeCore
import ProbeFindings
import ProbeLinux

/// `--deployment`.
struct DeploymentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A deployment manifest of IoT Edge: its registries, images, ports and settings are checked too.",
            discussion: "A complete or a layered one, or the template of the VS Code extension.", valueName: "file"),
        completion: .recordings)
    var deployment: String?

    /// What the manifest says where the command line says nothing; nothing without one.
    ///
    /// - Parameter parent: the device before this one, which `$upstream` stands for.
    /// - Returns: what was read.
    /// - Throws: `ValidationError`, with the place where the file is malformed.
    func defaults(parent: HostName?) throws -> DeploymentDefaults? {
        guard let deployment else { return nil }
        let bytes: [UInt8]
        do {
            bytes = try Capabilities.asCaller { try TextFile.bytes(deployment, limit: DeploymentManifest.longest) }
        } catch let error as FileError {
            throw ValidationError(saying: "--deployment: \(error.sentence)")
        }
        do throws(DeploymentManifest.Malformed) {
            return DeploymentDefaults(try DeploymentManifest(bytes, file: LocalText(deployment), parent: parent))
        } catch {
            throw ValidationError(saying: "--deployment: \(Self.sentence(error, deployment.printable))")
        }
    }

    private static func sentence(_ error: DeploymentManifest.Malformed, _ file: String) -> Sentence {
        guard let problem = error.problem else {
            return
                """
                \(verbatim: file) is no deployment manifest: it has no modulesContent with the desired properties of \
                $edgeAgent.
                """
        }
        guard let line = error.line, let column = error.column else { return "\(verbatim: file) \(problem.clause)." }
        return "line \(line), column \(column) of \(verbatim: file) \(problem.clause)."
    }
}

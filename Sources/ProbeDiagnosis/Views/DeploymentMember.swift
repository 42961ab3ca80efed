import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What a deployment manifest calls something, below `$edgeAgent` and its desired properties.
///
/// A complete deployment nests the names, a layered one has some of them in one with dots in it: from `modules` on they are in
/// the same order in both.
enum DeploymentMember: Hashable {
    /// Of what a module is given.
    enum Part: Hashable {
        case image
        case options
        case environment

        fileprivate var name: Term {
            switch self {
            case .image: "settings.image"
            case .options: "settings.createOptions"
            case .environment: "env"
            }
        }
    }

    case ofModule(LocalText, Part)
    /// The accounts for registries.
    case accounts

    /// Its path, with dots between the names.
    var path: Sentence {
        switch self {
        case .ofModule(let name, let part):
            isOfRuntime(name) ? "systemModules.\(name).\(part.name)" : "modules.\(name).\(part.name)"
        case .accounts: "runtime.settings.registryCredentials"
        }
    }

    /// edgeAgent and edgeHub have a place of their own.
    private func isOfRuntime(_ name: LocalText) -> Bool {
        [DeploymentEvidence.edgeAgent, PortEvidence.edgeHub].contains(name.description)
    }
}

extension Survey {
    /// The deployment, where there is one.
    var deployment: Seen<ReadDeployment>? { seen(ReadDeployment.self).first }

    /// A place in the deployment's manifest: the file, the line where the reader found it, and its path.
    func place(inDeployment line: Int?, _ member: DeploymentMember?) -> Finding.Location {
        var location = Finding.Location(kind: .unknown, text: "in the deployment manifest")
        guard let file = deployment?.evidence.file else { return location }
        location.culprit = .file(file, line: line)
        location.text =
            switch (line, member) {
            case (let line?, let member?): "in \(file), line \(line), under $edgeAgent: \(member.path)"
            case (let line?, nil): "in \(file), line \(line)"
            case (nil, let member?): "in \(file), under $edgeAgent: \(member.path)"
            case (nil, nil): "in \(file)"
            }
        return location
    }
}

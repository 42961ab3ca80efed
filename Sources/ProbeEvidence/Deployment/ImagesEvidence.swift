package import ProbeCore

/// What a registry answered for each image of the deployment.
package struct ImagesEvidence: Codable, Hashable, Sendable, Bounded {
    package var images: [ImageEvidence] = []
    package var leftOut: [LeftOut]?

    package init() {}
}

/// The way from an image's name to its configuration, as far as it went.
package struct ImageEvidence: Codable, Hashable, Sendable {
    /// What the registry says in its error (OCI distribution specification, "Error Codes").
    package enum Problem: String, Codable, Hashable, Sendable {
        case nameUnknown = "NAME_UNKNOWN"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case unauthorized = "UNAUTHORIZED"
        case denied = "DENIED"
        case tooManyRequests = "TOOMANYREQUESTS"
    }

    package var repository: LocalText
    /// A tag or a digest.
    package var reference: LocalText
    package var modules: [LocalText]
    /// In the manifest of the deployment, counted from one.
    package var line: Int?
    /// What became of the deployment's credentials; nothing where it has none for the registry.
    package var credentials: RegistryEvidence.Credentials?
    /// The token service's, where it was asked.
    package var tokenStatus: Int?
    /// The status of the image's manifest or index.
    package var status: Int?
    package var problem: Problem?
    /// What is answered that names no repository, where one was denied with 403.
    package var unscopedStatus: Int?
    /// What the index has; nothing where there is no index.
    package var offered: [ImagePlatform]?
    /// What this machine runs, best first.
    package var wanted: [ImagePlatform]
    /// The one of the index that this machine pulls.
    package var chosen: ImagePlatform?
    /// The status of the manifest that the index leads to.
    package var chosenStatus: Int?
    /// The status of its configuration, behind one redirect.
    package var configurationStatus: Int?
    /// What the configuration says that it is built for.
    package var built: ImagePlatform?
    package var start: ImageStart?
    package var entrypoint: ImageEntrypoint?
    /// The index has images that it names no platform of, which the specification leaves to it.
    package var hasUnnamedPlatforms: Bool?

    package init(_ deployed: DeployedImage, wanted: [ImagePlatform]) {
        repository = LocalText(deployed.image.repository, limit: 255)
        reference = LocalText(deployed.image.reference)
        modules = deployed.modules
        line = deployed.line
        credentials = deployed.credentials == nil ? nil : .held
        self.wanted = wanted
    }
}

extension ImageEvidence {
    /// What an engine would get.
    package enum Conclusion: Hashable, Sendable {
        /// The image, for this machine.
        case arrives
        case missing
        /// There are images of the name, and none that this machine runs.
        case ofOtherPlatforms
        /// 401, or 403 for a repository that is not given to everybody, to somebody without credentials.
        case wantsCredentials(status: Int)
        /// 401 to the deployment's credentials.
        case refusesCredentials
        /// The credentials are taken, and the image is not given to that account.
        case lacksRight(status: Int)
        /// 403 whatever is asked for.
        case denies
        /// The run ended first, the registry wants less questions, or something else came back.
        case unknown
    }

    /// How a module starts with it, its options in the place of what the image has.
    package func start(of module: DeploymentEvidence.Module) -> ImageStart? {
        if let start = module.start { return start }
        guard let command = module.command else { return start }
        switch entrypoint {
        case .absent?: return command
        case .program?: return .program
        case .shell?: return .shell
        case .shellWithoutScript?: return module.commandInShell
        case nil: return nil
        }
    }

    package var conclusion: Conclusion {
        if status == 404 || chosenStatus == 404 { return .missing }
        if status == 200 {
            let isUnnamed = chosen == nil && hasUnnamedPlatforms == true
            if offered != nil, chosen == nil, !isUnnamed { return wanted.isEmpty ? .unknown : .ofOtherPlatforms }
            if let built, !wanted.isEmpty, !wanted.contains(where: { $0.hasProcessor(of: built) }) {
                return .ofOtherPlatforms
            }
            // Engines differ in what they take of those.
            if isUnnamed { return .unknown }
            // Where the configuration lies out of reach, `registry.data` says so.
            return chosen == nil || chosenStatus == 200 ? .arrives : .unknown
        }
        let refusal = [tokenStatus, status].compactMap(\.self).last { [401, 403].contains($0) }
        guard let refusal else { return .unknown }
        if refusal == 403, unscopedStatus == 403 { return .denies }
        guard credentials == .sent else { return .wantsCredentials(status: refusal) }
        let isKnown = tokenStatus == 200 || refusal == 403
        return isKnown ? .lacksRight(status: refusal) : .refusesCredentials
    }
}

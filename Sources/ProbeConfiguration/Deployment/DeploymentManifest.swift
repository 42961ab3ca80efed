package import ProbeCore
package import ProbeEvidence

/// A deployment manifest of IoT Edge: what it asks for, and what it takes to ask for that.
///
/// Reads complete and layered deployments, as files hold them for the hub or for `az iot edge`, and the templates of the VS
/// Code extension. The document is kept whole; what is handed on of its secrets are the credentials of registries and proxies.
package struct DeploymentManifest: Sendable {
    /// Why a file is no manifest: never a piece of it, which may be a secret.
    package struct Malformed: Error, Hashable, Sendable {
        /// Nothing where it is JSON, and of something else.
        package let problem: SyntaxProblem?
        /// Both counted from one.
        package let line: Int?
        package let column: Int?
    }

    package private(set) var evidence: DeploymentEvidence
    /// Each image once, in the order of the modules, the runtime's own first.
    package private(set) var images: [DeployedImage] = []
    /// What edgeHub's environment names, or else edgeAgent's.
    package private(set) var proxy: Proxy?

    let document: ConfigurationDocument
    let twin: TwinTree
    let parent: HostName?

    /// No file of a hub's is larger by far.
    package static let longest = 1 << 20
    private static let mostModules = 128
    private static let mostImages = 64
    private static let mostPorts = 128

    /// - Parameters:
    ///   - bytes: of the file, in UTF-8; a byte order mark is passed over.
    ///   - file: its name, for messages.
    ///   - parent: what `$upstream` stands for.
    /// - Throws: where the file is no manifest, or malformed.
    package init(_ bytes: [UInt8], file: LocalText, parent: HostName?) throws(Malformed) {
        let document = try Self.document(
            Array(bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]))
        guard let (agent, path) = Self.edgeAgent(in: document.root) else {
            throw Malformed(problem: nil, line: nil, column: nil)
        }
        self.document = document
        self.parent = parent
        twin = TwinTree(agent, at: path)
        guard !twin.isEmpty else { throw Malformed(problem: nil, line: nil, column: nil) }
        evidence = DeploymentEvidence(file: file)
        evidence.isTemplate =
            document.root["$schema-template"] != nil || file.description.contains(".template")
        let (accounts, accountsLeftOut) = registryAccounts()
        readModules(accounts)
        evidence.accounts = accounts.map(\.evidence)
        evidence.leftOut =
            ((evidence.leftOut ?? []) + [LeftOut(.accounts, accountsLeftOut)]).recorded
    }

    private static func document(_ bytes: [UInt8]) throws(Malformed) -> ConfigurationDocument {
        var reader = JSONReader(bytes, keepsLines: true)
        do throws(ConfigurationSyntaxError) {
            let root = try reader.document()
            guard reader.isAtEnd else { throw ConfigurationSyntaxError(.trailing, line: reader.line) }
            return ConfigurationDocument(root, lines: reader.lines)
        } catch {
            throw Malformed(problem: error.problem, line: error.line, column: reader.column)
        }
    }

    /// `modulesContent`, by itself or in what the command line of Azure is given; or the twins alone.
    private static func edgeAgent(in root: Structure) -> (Structure, [String])? {
        let wrappers = [
            ["modulesContent"], ["moduleContent"], ["content", "modulesContent"], ["content", "moduleContent"], [],
        ]
        for wrapper in wrappers {
            guard let (agent, path) = root.place(wrapper + ["$edgeAgent"]), !agent.members.isEmpty else { continue }
            return (agent, path)
        }
        return nil
    }

    // MARK: - Modules

    private mutating func readModules(_ accounts: [RegistryEntry]) {
        var system = twin.members(of: ["systemModules"]).map { ["systemModules", $0] }
        // No deployment stands for itself without edgeHub: what is not there has no image.
        let (agent, hub) = (["systemModules", DeploymentEvidence.edgeAgent], ["systemModules", PortEvidence.edgeHub])
        if twin.isComplete, system.contains(agent), !system.contains(hub) { system.append(hub) }
        let own = twin.members(of: ["modules"]).map { ["modules", $0] }
        let (paths, modulesLeftOut) = (system + own).divided(at: Self.mostModules)
        var portsLeft = Self.mostPorts
        var (portsLeftOut, imagesLeftOut) = (0, 0)
        var modules: [ModuleReading] = []
        for path in paths {
            var module = ModuleReading(self, at: path)
            let (kept, leftOut) = module.evidence.bindings.divided(at: portsLeft)
            module.evidence.bindings = kept
            portsLeft -= kept.count
            portsLeftOut += leftOut
            modules.append(module)
        }
        evidence.modules = modules.map(\.evidence)
        evidence.unusable = modules.flatMap(\.unusable)
        if evidence.unusable?.isEmpty == true { evidence.unusable = nil }
        proxy =
            [PortEvidence.edgeHub, DeploymentEvidence.edgeAgent].lazy
            .compactMap { name in modules.first { $0.evidence.name.description == name }?.proxy }.first
        for module in modules where !module.evidence.isStopped {
            guard let (image, text) = module.image else { continue }
            if let index = images.firstIndex(where: { $0.image == image }) {
                images[index].modules.append(module.evidence.name)
            } else if images.count < Self.mostImages {
                let account = accounts.first { $0.isFor(text) }
                images.append(
                    DeployedImage(
                        image: image, modules: [module.evidence.name], line: module.evidence.image?.line,
                        credentials: account?.credentials))
            } else {
                imagesLeftOut += 1
            }
        }
        evidence.leftOut =
            [
                LeftOut(.modules, modulesLeftOut), LeftOut(.images, imagesLeftOut),
                LeftOut(.publishedPorts, portsLeftOut),
            ].recorded
    }

    // MARK: - Registries

    /// The entries of `registryCredentials`, those that an image uses marked.
    private func registryAccounts() -> ([RegistryEntry], leftOut: Int) {
        let base = ["runtime", "settings", "registryCredentials"]
        let (names, leftOut) = twin.members(of: base).divided(at: RegistryEntry.most)
        let images = ["systemModules", "modules"].flatMap { kind in
            twin.members(of: [kind]).prefix(Self.mostModules).compactMap {
                twin[[kind, $0, "settings", "image"]]?.value.filledText
            }
        }
        let entries = names.map { name in
            var entry = RegistryEntry(self, at: base + [name])
            entry.evidence.isUsed = images.contains(where: entry.isFor)
            return entry
        }
        return (entries, leftOut)
    }
}

extension DeploymentManifest {
    /// The registries that images are pulled from, in the order of the images.
    package var registries: [Registry] { images.map(\.image.registry).uniqued }

    /// All that nobody else may see.
    package var secrets: [Credentials] { images.compactMap(\.credentials) + [proxy?.credentials].compactMap(\.self) }

    /// What edgeHub uses towards the hub.
    package var upstream: Transport? { evidence.module(PortEvidence.edgeHub)?.upstream }

    /// What edgeHub publishes over TCP; nothing where the deployment has no edgeHub, as a layered one, or does not say.
    package var edgeHubBindings: [PortBinding]? {
        guard let hub = evidence.module(PortEvidence.edgeHub), hub.hasUnreadableOptions != true else { return nil }
        return hub.bindings.filter { !$0.isDatagram }.map(\.binding).uniqued
    }

    /// What the other modules publish over TCP.
    package var moduleBindings: [PortBinding] {
        evidence.running.filter { $0.name.description != PortEvidence.edgeHub }
            .flatMap { $0.bindings.filter { !$0.isDatagram }.map(\.binding) }.uniqued
    }
}

extension Structure {
    /// What a path leads to, in whichever case its names stand: Azure's own tools do not tell them apart.
    fileprivate func place(_ path: [String]) -> (Structure, [String])? {
        var (value, names) = (self, [String]())
        for wanted in path {
            let name =
                value[wanted] != nil
                ? wanted : value.members.keys.sorted().first { $0.lowercased() == wanted.lowercased() }
            guard let name, let next = value[name] else { return nil }
            names.append(name)
            value = next
        }
        return (value, names)
    }
}

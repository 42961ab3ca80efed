import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeMeasurement

/// What a deployment manifest says where the command line says nothing, and what was taken from it.
struct DeploymentDefaults {
    private let manifest: DeploymentManifest
    private var evidence: DeploymentEvidence
    private var taken: [Sentence] = []

    init(_ manifest: DeploymentManifest) {
        self.manifest = manifest
        evidence = manifest.evidence
    }

    private var file: LocalText { evidence.file }

    var upstream: Transport? {
        mutating get {
            guard let upstream = manifest.upstream else { return nil }
            taken.append("the upstream transport \(term: Term(upstream))")
            return upstream
        }
    }

    var proxy: Proxy? {
        mutating get {
            guard let proxy = manifest.proxy else { return nil }
            taken.append("the proxy \(proxy.address)")
            return proxy
        }
    }

    /// What edgeHub publishes; nothing where the deployment has no edgeHub.
    var edgeHubBindings: [PortBinding]? {
        mutating get {
            guard let bindings = manifest.edgeHubBindings else { return nil }
            if bindings != PortBinding.edgeHubDefaults {
                taken.append(
                    bindings.isEmpty
                        ? "that edgeHub publishes no port"
                        : "edgeHub's ports \(bindings.map { LocalText($0.description) })")
            }
            return bindings
        }
    }

    /// Puts the deployment into a plan whose registries, ports and proxy are chosen.
    mutating func complete(_ services: inout ServicePlan) {
        var plan = DeploymentPlan(evidence: evidence, images: manifest.images)
        plan.modulePorts = manifest.moduleBindings
        services.deployment = plan
        services.markUnaskedImages()
        evidence = services.deployment?.evidence ?? evidence
    }

    /// Adds the registries that the deployment pulls from; another port of a registry that is asked already is left out.
    ///
    /// Which registries edgeAgent's modules come from is known now: none is in question only.
    func addRegistries(to services: inout ServicePlan) {
        let spares = services.spareRegistries
        services.registries.removeAll { spare in
            spares.contains(spare) && !manifest.registries.contains { $0.host == spare }
        }
        services.spareRegistries = []
        for registry in manifest.registries.prefix(Self.mostRegistries)
        where !services.registries.contains(registry.host) {
            services.add(registry)
        }
        addRegistriesOfCredentials(to: &services)
    }

    /// Those that the deployment has credentials for, and no image of: images of another layer, or to come.
    ///
    /// Which need them is not known, so that one which fails is a warning.
    private func addRegistriesOfCredentials(to services: inout ServicePlan) {
        let named = evidence.accounts.compactMap(\.registry).uniqued
        for registry in named.prefix(Self.mostRegistries) where !services.registries.contains(registry.host) {
            services.add(registry, isSpare: true)
        }
    }

    private static let mostRegistries = 16

    /// Sentences for the report.
    var notes: [Sentence] {
        let source: [Sentence] = taken.isEmpty ? [] : ["Taken from \(file): \(taken)."]
        return source + unusable + [unasked, unused, resolvers, datagrams].compactMap(\.self)
    }

    private var unusable: [Sentence] {
        (evidence.unusable ?? []).map { ConfiguredDefaults.sentence($0, in: file) }
    }

    /// Images that nobody is asked for, and why.
    private var unasked: Sentence? {
        let reasons = evidence.running.compactMap { module -> Sentence? in
            switch module.image?.state {
            case .neverPulled: "\(module.name), whose image is never pulled"
            case .atUnknownParent: "\(module.name), whose image is at a parent that no configuration here names"
            case .onThisDevice: "\(module.name), whose image is at this device itself"
            case .atAddress: "\(module.name), whose registry has an address in the place of a name"
            case .unasked: "\(module.name), whose registry is not asked at that port"
            case .named, .placeholder, .unusable, .refused, nil: nil
            }
        }
        return reasons.isEmpty ? nil : "No registry is asked for the image of \(listing: reasons)."
    }

    /// Only the ports of TCP are looked at on this device.
    private var datagrams: Sentence? {
        let ports = evidence.running.flatMap(\.bindings).filter(\.isDatagram).map(\.binding.port).uniqued
        return ports.isEmpty
            ? nil
            : "Whether a program of this device holds UDP \(.port, ports.prefix(8)), which \(file) publishes, was not looked at."
    }

    /// Resolvers of the containers' own, and whether they are asked.
    private var resolvers: Sentence? {
        let runtime = evidence.runtimeResolvers
        if !runtime.isEmpty {
            return
                "Where containers are measured, it is with the resolvers that \(file) gives edgeAgent and edgeHub: \(listing: runtime)."
        }
        let others = evidence.running.filter { !$0.resolvers.isEmpty }.map(\.name)
        return others.isEmpty
            ? nil
            : """
            \(file) gives resolvers of their own to \(others), and not the same to edgeAgent and edgeHub: containers are \
            measured with those of the engine.
            """
    }

    /// Credentials that no image uses, such as those whose address is written otherwise.
    private var unused: Sentence? {
        let registries = manifest.registries
        let lines = evidence.accounts.filter { account in
            !account.isUsed && account.registry.map(registries.contains) ?? false
        }.compactMap(\.line)
        guard let line = lines.first else { return nil }
        return """
            The credentials at line \(line) of \(file) are used for no image: IoT Edge compares their address with the \
            beginning of an image's name, letter by letter.
            """
    }
}

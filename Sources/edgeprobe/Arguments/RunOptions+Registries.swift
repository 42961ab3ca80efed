import ArgumentParser
import ProbeConfiguration
import ProbeCore
import ProbeLinux
import ProbeMeasurement
import ProbeTLS

/// Which registries a run asks, and what else the device's configuration has services end at.
extension RunOptions {
    /// The command line's, or that of edgeAgent's image, and beside it the one that modules usually come from.
    ///
    /// With a deployment what that pulls from besides, and none that might be in question only.
    func chooseRegistries(
        _ services: inout ServicePlan, _ defaults: inout ConfiguredDefaults, _ deployment: DeploymentDefaults?
    ) throws {
        guard !noRegistry else { return }
        // Whoever has credentials for a registry means to pull from it, whatever else the deployment names.
        defer { addRegistryOfCredentials(to: &services, &defaults) }
        defer { deployment?.addRegistries(to: &services) }
        let usual = try Self.registry(Self.defaultRegistry)
        let named = try registry.map(Self.place)
        services.registries = named.isEmpty ? [usual] : named.map(\.host)
        services.registryPorts = named.filter { $0.port != 443 }
        addUsualRegistry(usual, to: &services)
        defer { services.registryAccount = defaults.agentAccount(for: services) }
        guard registry.isEmpty, let configured = defaults.agentRegistry, configured.host != usual else { return }
        // What a parent stands before gets nothing from anywhere else.
        services.registries = [configured.host] + (services.hub == defaults.parent ? [] : [usual])
        services.spareRegistries = services.registries.filter { $0 == usual }
        if configured.port != 443 { services.registryPorts = [configured] }
    }

    private func addRegistryOfCredentials(to services: inout ServicePlan, _ defaults: inout ConfiguredDefaults) {
        // A parent stands before all of them.
        guard registry.isEmpty, services.hub != defaults.parent, let named = defaults.registryOfCredentials,
            !services.registries.contains(named.host)
        else { return }
        services.add(named, isSpare: true)
    }

    /// The runtime's own images come from the usual registry, whichever are named for modules; a site that has them in its own
    /// is not kept from anything where the usual one does not answer.
    private func addUsualRegistry(_ usual: HostName, to services: inout ServicePlan) {
        guard services.hub.hub != nil, !services.registries.contains(usual) else { return }
        services.add(Registry(usual), isSpare: true)
    }

    /// What the engine's folders have beside the system's store, with a note where they have more than is read.
    func readRegistryRoots(_ services: inout ServicePlan, _ notes: inout [Sentence]) {
        let readings = Capabilities.asCaller {
            services.registries.map { host in
                (host, DeviceConfiguration.registryRoots(of: services.registry(at: host), root: configRoot))
            }
        }
        for (host, (roots, leftOut)) in readings {
            if leftOut > 0 {
                notes.append("\(leftOut) certificates more are in the engine's folder for \(host) than were read.")
            }
            guard let roots, Self.isUsable(roots) else { continue }
            services.registryRoots.append(RegistryRoots(registry: host, roots: roots))
        }
    }

    /// The roots of the command line, and those that IoT Edge's configuration gives modules for their parent, where they can
    /// be used.
    func trust(bundle: String?) throws -> TrustedRoots {
        var trust = try givenTrust()
        guard let bundle, !trust.onlyGiven else { return trust }
        let both = TrustedRoots(given: [trust.given, bundle].compactMap(\.self).joined(separator: "\n"))
        if Self.isUsable(bundle) { trust = both }
        return trust
    }

    /// A text is a set of roots.
    private static func isUsable(_ roots: String) -> Bool {
        (try? Trust(TrustedRoots(given: roots, onlyGiven: true))) != nil
    }

    /// `HOST` or `HOST:PORT`, as the name of an image has it.
    private static func place(_ text: String) throws -> Registry {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let host = try registry(
            Registry.isDockerHub(parts[0].lowercased()) ? Registry.dockerHub : String(parts[0]))
        guard parts.count > 1 else { return Registry(host) }
        guard let port = UInt16(parts[1]), port > 0 else {
            throw ValidationError(saying: "--registry: \(host) has no port between 1 and 65535 behind it.")
        }
        return Registry(host, port: port)
    }

    private static func registry(_ text: String) throws -> HostName {
        do {
            return try HostName(validating: text)
        } catch {
            throw ValidationError(saying: "--registry: the name\(verbatim: text.quotable) \(error.sentence).")
        }
    }
}

extension RunOptions {
    /// No root store is larger.
    private static let longestPEM = 4 << 20

    func givenTrust() throws -> TrustedRoots {
        guard let path = caFile ?? trustOnly else { return TrustedRoots() }
        let option = caFile == nil ? "--trust-only" : "--ca-file"
        let trust: TrustedRoots
        do {
            trust = TrustedRoots(
                given: try Capabilities.asCaller { try TextFile.read(path, limit: Self.longestPEM) },
                onlyGiven: trustOnly != nil)
        } catch let error as FileError where error.error == "EINVAL" {
            throw ValidationError(saying: "\(verbatim: option): \(verbatim: path.printable) is no regular file.")
        } catch {
            throw ValidationError(saying: "\(verbatim: option): \(verbatim: "\(error)")")
        }
        do {
            // The other stores are for workers to load.
            _ = try Trust(TrustedRoots(given: trust.given, onlyGiven: true))
        } catch {
            throw ValidationError(saying: "\(verbatim: option): \(verbatim: path.printable): \(error)")
        }
        return trust
    }
}

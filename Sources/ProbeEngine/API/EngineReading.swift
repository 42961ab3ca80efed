import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// What an engine said about itself, its networks and its containers, in one moment.
package struct EngineReading: Sendable {
    package let facts: EngineFacts
    /// Nothing where the engine did not answer.
    package private(set) var client: EngineClient?
    package private(set) var networks: [EngineNetwork] = []
    package private(set) var containers: [EngineContainer] = []

    /// Asks the first engine that answers.
    ///
    /// - Parameters:
    ///   - sockets: where one may listen.
    ///   - deadline: of these questions, and of all that are asked later with its client.
    package init(sockets: [String], until deadline: ContinuousClock.Instant? = nil) async {
        var facts = EngineFacts(state: .absent)
        facts.socket = sockets.first.map { LocalText($0) }
        for path in sockets {
            // Connecting would wait for the file system, and nothing ends that.
            guard !DistantFiles.isSilent(path) else {
                facts.socket = LocalText(path)
                facts.state = .unusable
                facts.unanswered = [EngineFacts.Unanswered(.version, isLate: true)]
                break
            }
            let client = EngineClient(path: path, until: deadline)
            // At once, because an engine on a busy device takes its time with each.
            async let told = Result { () async throws(EngineFailure) in try await client.version() }
            async let listed = Result { () async throws(EngineFailure) in try await client.networks() }
            async let running = Result { () async throws(EngineFailure) in try await client.containers() }
            async let described = Result { () async throws(EngineFailure) in try await client.information() }
            let (version, networks) = await (told, listed)
            let (containers, information) = await (running, described)
            guard version.failure != .absent else { continue }
            facts.socket = LocalText(path)
            if case .success(let version) = version {
                facts.name = LocalText(version.isPodman ? "podman" : "docker")
                facts.version = version.version
            }
            facts.unanswered = [
                (.version, version.failure), (.networks, networks.failure), (.containers, containers.failure),
                (.information, information.failure),
            ].compactMap { question, failure in
                failure.map { EngineFacts.Unanswered(question, isLate: $0 == .timeout) }
            }
            // Without its networks there is nowhere to go; the rest can be done without where it is late or long.
            if let failure = version.failure.flatMap({ $0 == .timeout ? nil : $0 }) ?? networks.failure {
                facts.state = EngineFacts.State(failure)
                break
            }
            facts.state = .running
            if facts.unanswered?.isEmpty == true { facts.unanswered = nil }
            facts.isRootless = (try? information.get())?.isRootless ?? false
            // Podman's service is started for each of its callers, and has their environment.
            if !facts.isPodman, let information = try? information.get() {
                facts.runningProxy = information.runningProxy
                facts.mirrors = information.mirrors
            }
            let (listedNetworks, listedContainers) = (try? networks.get(), try? containers.get())
            facts.leftOut =
                [
                    LeftOut(.engineNetworks, listedNetworks?.unread ?? 0),
                    LeftOut(.engineContainers, listedContainers?.unread ?? 0),
                ].recorded
            self.networks = listedNetworks?.elements ?? []
            self.containers = listedContainers?.elements ?? []
            self.client = client
            break
        }
        self.facts = facts
        for index in containers.indices { containers[index].networks = Set(containers[index].networks.map(listedName)) }
    }

    /// What the engine says of a container, with its networks called as the list has them.
    package func container(_ id: EngineID) async throws(EngineFailure) -> EngineContainerDetail {
        guard let client else { throw .absent }
        var detail = try await client.container(id)
        detail.renameNetworks(listedName)
        return detail
    }

    /// Podman lists its default network by the name that Docker's has, and tells its own (`podman`, or what containers.conf
    /// says) where it describes a container.
    private func listedName(_ network: String) -> String {
        facts.isPodman && !networks.contains { $0.name == network } ? VantageFinder.defaultBridge : network
    }
}

extension EngineFacts.State {
    fileprivate init(_ failure: EngineFailure) {
        self =
            switch failure {
            case .denied: .denied
            case .stopped, .absent: .stopped
            case .system, .timeout, .tooLong, .malformed, .status: .unusable
            }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}

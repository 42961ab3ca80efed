import ProbeCore
package import ProbeEvidence

/// What an engine said about itself, its networks and its containers, in one moment.
package struct EngineReading: Sendable {
    package let facts: EngineFacts
    /// Nothing where the engine did not answer.
    package private(set) var client: EngineClient?
    package private(set) var networks: [EngineNetwork] = []
    package private(set) var containers: [EngineContainer] = []

    /// Asks the first engine that answers.
    package init(sockets: [String]) async {
        var facts = EngineFacts(state: .absent)
        facts.socket = sockets.first.map { LocalText($0) }
        for path in sockets {
            let client = EngineClient(path: path)
            do throws(EngineFailure) {
                let version = try await client.version()
                facts.socket = LocalText(path)
                facts.name = LocalText(version.isPodman ? "podman" : "docker")
                facts.version = version.version
                facts.isRootless = try await client.information().isRootless
                facts.state = .running
                networks = try await client.networks()
                containers = try await client.containers()
                self.client = client
                self.facts = facts
                return
            } catch {
                guard error != .absent else { continue }
                facts.socket = LocalText(path)
                facts.state =
                    switch error {
                    case .denied: .denied
                    case .stopped, .absent: .stopped
                    case .system, .timeout, .tooLong, .malformed, .status: .unusable
                    }
                break
            }
        }
        self.facts = facts
    }
}

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
    ///
    /// - Parameters:
    ///   - sockets: where one may listen.
    ///   - deadline: of these questions, and of all that are asked later with its client.
    package init(sockets: [String], until deadline: ContinuousClock.Instant? = nil) async {
        var facts = EngineFacts(state: .absent)
        facts.socket = sockets.first.map { LocalText($0) }
        for path in sockets {
            let client = EngineClient(path: path, until: deadline)
            do throws(EngineFailure) {
                let version = try await client.version()
                facts.socket = LocalText(path)
                facts.name = LocalText(version.isPodman ? "podman" : "docker")
                facts.version = version.version
                // At once, because an engine on a busy device takes its time with each.
                async let information = Result { () async throws(EngineFailure) in try await client.information() }
                async let listed = Result { () async throws(EngineFailure) in try await client.networks() }
                async let running = Result { () async throws(EngineFailure) in try await client.containers() }
                facts.isRootless = try await information.get().isRootless
                facts.state = .running
                networks = try await listed.get()
                containers = try await running.get()
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

extension Result {
    /// What a body gives, or why it does not.
    fileprivate init(_ body: () async throws(Failure) -> Success) async {
        do throws(Failure) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

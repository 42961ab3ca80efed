package import ProbeCore
import ProbeConfiguration
package import ProbeEvidence

/// Reads what edgeAgent, edgeHub and the modules that do not stay up wrote, and what the engine says of them.
package struct EngineLogs: Sendable {
    private let client: EngineClient
    private static let day: Int64 = 86_400
    private static let mostContainers = 16
    /// Of lines: fewer where more are too many bytes.
    private static let steps = [4_000, 2_000, 1_000, 500, 200]
    private static let mostBytes = 2 << 20

    /// - Parameters:
    ///   - socket: of the engine.
    ///   - deadline: with all its questions.
    package init(socket: String, until deadline: ContinuousClock.Instant) {
        client = EngineClient(path: socket, patience: .seconds(3), until: deadline)
    }

    /// Reads them.
    ///
    /// - Parameter now: the lines of the day before it are read.
    /// - Returns: the evidence of each container, by its name; and of how many nobody knows whether they stay up.
    /// - Throws: why the engine lists none.
    package func read(
        now: Timestamp
    ) async throws(EngineFailure) -> (read: [(name: String, evidence: LogEvidence)], leftOut: Int) {
        let containers = try await client.allContainers().filter(\.isModule)
        let since = Timestamp(secondsSince1970: now.secondsSince1970 - Self.day)
        // The runtime's own first.
        let inOrder = containers.filter(\.isOfTheRuntime) + containers.filter { !$0.isOfTheRuntime }
        let (asked, others) = inOrder.divided(at: Self.mostContainers)
        let told = await asked.eachAtOnce { container in
            await Result { () async throws(EngineFailure) in try await self.evidence(of: container, since: since) }
        }
        var read: [(name: String, evidence: LogEvidence)] = []
        var unknown = 0
        for (container, told) in zip(asked, told) {
            switch told {
            case .success(let evidence?): read.append((container.name, evidence))
            case .success(nil): break
            // It is gone meanwhile.
            case .failure(.status(404)): break
            case .failure: unknown += 1
            }
        }
        return (read, others + unknown)
    }

    /// Nothing for a module that stays up, whose lines are its own.
    private func evidence(
        of container: EngineContainer, since: Timestamp
    ) async throws(EngineFailure) -> LogEvidence? {
        let detail = try await client.container(container.id)
        let condition = detail.condition
        guard
            container.isOfTheRuntime || !container.isRunning || condition.restarts > 0 || condition.isOutOfMemory
                || condition.started.map({ $0 > since }) ?? false
        else { return nil }
        let owner = LogSpeaker(container: container.name)
        for lines in Self.steps {
            do {
                let bytes = try await client.logs(of: container.id, atMost: lines, since: since, limit: Self.mostBytes)
                let text = EngineLogStream.text(bytes, hasTerminal: detail.hasTerminal)
                guard var evidence = LogReader.read(text, of: owner) else { break }
                evidence.isCut = evidence.isCut || text.count { $0 == 0x0a } >= lines
                evidence.container = condition
                return evidence
            } catch {
                guard error == .tooLong else { break }
            }
        }
        // Its driver keeps nothing, or too much: what the engine itself says is left.
        var evidence = LogEvidence()
        evidence.container = condition
        evidence.isCut = true
        return evidence
    }
}

extension EngineContainer {
    fileprivate var name: String { names.first ?? String(id.description.prefix(12)) }
    fileprivate var isOfTheRuntime: Bool { ["edgeAgent", "edgeHub"].contains(name) }
}

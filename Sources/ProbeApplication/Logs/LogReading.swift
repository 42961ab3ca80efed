package import ProbeCore
import ProbeEngine
package import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes

/// Which logs a run reads: those of the device, and files that were read before it began.
package struct LogReading: Sendable {
    /// A log, and what became of reading it.
    package typealias Answer = (source: LogSource, outcome: Outcome<LogEvidence>)

    /// Where the device's files begin; nothing where its logs are not to be read.
    private let root: String?
    private let given: [Answer]

    /// Of a run that reads none.
    package static let none = LogReading(root: nil, given: [])

    package init(root: String?, given: [Answer]) {
        self.root = root
        self.given = given
    }

    /// Reads them, while the run measures.
    ///
    /// - Parameters:
    ///   - engine: what the run knows of the engine; nothing where it has nothing to do with one.
    ///   - now: they are read up to it.
    ///   - deadline: with the engine's questions.
    ///   - interruption: returns when the run is to end early; the device's own logs are not read any further then.
    /// - Returns: what each says, or why it is not read.
    func read(
        engine: EngineFacts?, now: Timestamp, until deadline: ContinuousClock.Instant,
        interruption: @escaping @Sendable () async -> Void
    ) async -> [Answer] {
        guard let root else { return given }
        let own = await withTaskGroup(of: [Answer]?.self) { group in
            group.addTask {
                async let journal = Journal.read(root: root, now: now)
                async let containers = Self.containers(engine, now, deadline)
                let said = await journal
                return [(.journal, said)] + (await containers)
            }
            group.addTask {
                await interruption()
                return nil
            }
            let own = await group.next() ?? nil
            group.cancelAll()
            return own
        }
        return (own ?? [(.journal, .skipped(SkipReason(.interrupted, "the run was interrupted first")))]) + given
    }

    private static func containers(
        _ engine: EngineFacts?, _ now: Timestamp, _ deadline: ContinuousClock.Instant
    ) async -> [Answer] {
        guard let engine, let socket = engine.socket else { return [] }
        switch engine.state {
        case .absent: return []
        case .denied:
            return [
                (
                    .container("edgeAgent"),
                    .skipped(
                        SkipReason(
                            .capability, "needs the right to ask the container engine: the group docker, or sudo"))
                )
            ]
        case .stopped, .unusable:
            return [
                (.container("edgeAgent"), .skipped(SkipReason(.prerequisite, "the container engine does not answer")))
            ]
        case .running: break
        }
        do throws(EngineFailure) {
            var (read, leftOut) = try await EngineLogs(socket: socket.description, until: deadline).read(now: now)
            guard leftOut == 0 || !read.isEmpty else {
                let reason = SkipReason(.prerequisite, "the container engine did not tell of its containers in time")
                return [(.container("edgeAgent"), .skipped(reason))]
            }
            if leftOut > 0 {
                read[0].evidence.leftOut = (read[0].evidence.leftOut ?? []) + [LeftOut(.logContainers, leftOut)]
            }
            return read.map { name, evidence in (.container(LocalText(name, limit: 128)), .seen(evidence)) }
        } catch {
            return [
                (
                    .container("edgeAgent"),
                    .failed(.systemRefused("the container engine gives no logs", because: Sentence(quoting: error)))
                )
            ]
        }
    }
}

import FoundationEssentials
package import ProbeCore
package import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Subprocess
import SystemPackage

/// The parent's side: this binary again, as the one process that asks the kernel to trace packets.
package struct TracerProcess: Sendable {
    private let executable: String

    /// Reading rules and the connections themselves, and then some.
    private static let patience = Duration.seconds(12)

    /// Describes the tracer.
    ///
    /// - Parameter executable: this binary; another one only in tests.
    package init(executable: String = "/proc/self/exe") { self.executable = executable }

    /// Has the packets of some connections traced while they are made.
    ///
    /// - Parameters:
    ///   - connections: from known ports.
    ///   - connect: makes them, once the kernel traces.
    /// - Returns: what became of the packets, or why nobody can tell.
    package func trace(
        _ connections: [TracedConnection], while connect: @escaping @Sendable () async -> Void
    ) async -> Outcome<PacketTraces> {
        let place = WorkerPlace(keeps: Needs.firewallRules.capabilities)
        do {
            let order = Array(try JSONEncoder().encode(connections)) + [0x0a]
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: Arguments(["tracer"] + place.arguments),
                environment: WorkerProcess.environment,
                input: .inputWriter, output: .sequence, error: .currentStandardError
            ) { tracer -> Outcome<PacketTraces>? in
                let input = tracer.standardInputWriter
                return try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await Task.sleep(for: Self.patience)
                        try tracer.send(signal: .kill)
                    }
                    _ = try await input.write(order)
                    var outcome: Outcome<PacketTraces>?
                    let lines = tracer.standardOutput.strings(
                        separatedBy: .unicodeScalarSequence(["\n"]),
                        bufferingPolicy: .maxLineLength(TracerMessage.longest))
                    for try await line in lines {
                        switch try? JSONDecoder().decode(TracerMessage.self, from: Data(line.utf8)) {
                        case .ready:
                            await connect()
                            try await input.finish()
                        case .refused(let refusal):
                            outcome = Self.outcome(of: refusal)
                            try? await input.finish()
                        case .heard(let traces): outcome = .seen(traces)
                        case nil: continue
                        }
                    }
                    group.cancelAll()
                    return outcome
                }
            }
            return result.closureResult ?? .failed(.workerEnded("the tracer ended before it answered"))
        } catch {
            return .failed(.workerEnded("the tracer could not be run (\(Sentence(quoting: error)))"))
        }
    }

    private static func outcome(of refusal: TracerMessage.Refusal) -> Outcome<PacketTraces> {
        switch refusal {
        case .missingRight:
            .skipped(SkipReason(.capability, "tracing packets takes CAP_NET_ADMIN: use sudo"))
        case .noOwnedTables:
            .skipped(
                SkipReason(
                    .prerequisite,
                    "this kernel has no tables of nftables that vanish with their owner (Linux 5.12), and no other is made"
                ))
        case .unreadable: .skipped(SkipReason(.prerequisite, "the firewall's rules could not be read"))
        case .failed: .failed(.systemRefused("asking the kernel to trace packets failed"))
        }
    }
}

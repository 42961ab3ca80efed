import FoundationEssentials
package import ProbeCore
package import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Subprocess
import SystemPackage

/// The parent's side: this binary again, as the one process that asks the kernel about its packet filter.
package struct NetfilterProcess: Sendable {
    private let executable: String

    /// With the connections that are traced, and then some.
    private static let patience = Duration.seconds(12)
    /// With a program that prints rules, at least; and with what stands around it.
    private static let (listing, surroundings) = (Duration.seconds(3), Duration.seconds(3))

    /// Describes the process.
    ///
    /// - Parameter executable: this binary; another one only in tests.
    package init(executable: String = "/proc/self/exe") { self.executable = executable }

    /// Has the firewall's rules read, in the namespace that this process is in.
    ///
    /// - Parameter budget: of the run. Half of it may go by for tens of thousands of rules on a slow processor: nobody else
    ///   waits for them.
    /// - Returns: the answer as a worker takes it. It may be tens of megabytes long, and is the worker's to read.
    /// - Throws: what keeps the answer from being written as a line.
    package func list(within budget: Duration) async throws -> [UInt8] {
        guard Capabilities.missing(of: [.administerNetwork]) == nil else {
            return try WorkerInput.encode(FirewallListing(refusal: .missingRight))
        }
        var listing: [UInt8]?
        let patience = max(Self.listing, budget / 2)
        // iptables' own lists come after nft's.
        try? await converse(.list(patience: Seconds(patience)), patience: patience * 2 + Self.surroundings) { line, _ in
            if WorkerInput.isListing(line) { listing = line }
        }
        guard var listing else { return try WorkerInput.encode(FirewallListing(refusal: .failed)) }
        listing.append(0x0a)
        return listing
    }

    /// Has the packets of some connections traced while they are made.
    ///
    /// - Parameters:
    ///   - connections: from known ports.
    ///   - connect: makes them, once the kernel traces.
    /// - Returns: what became of the packets, or why nobody can tell.
    package func trace(
        _ connections: [TracedConnection], while connect: @escaping @Sendable () async -> Void
    ) async -> Outcome<PacketTraces> {
        var outcome: Outcome<PacketTraces>?
        do {
            try await converse(.trace(connections), patience: Self.patience) { line, input in
                switch try? JSONDecoder().decode(NetfilterAnswer.self, from: Data(line)) {
                case .ready:
                    await connect()
                    try await input.finish()
                case .refused(let refusal):
                    outcome = Self.outcome(of: refusal)
                    try? await input.finish()
                case .heard(let traces):
                    outcome =
                        traces.traces.map(\.connection) == connections
                        ? .seen(traces) : .failed(.workerEnded("the tracer told of other connections"))
                case .listed, nil: break
                }
            }
        } catch {
            return .failed(.workerEnded("the tracer could not be run (\(Sentence(quoting: error)))"))
        }
        return outcome ?? .failed(.workerEnded("the tracer ended before it answered"))
    }

    /// Starts the process with an order, and hands over what it answers, line by line, until it ends.
    private func converse(
        _ order: NetfilterOrder, patience: Duration, _ take: ([UInt8], StandardInputWriter) async throws -> Void
    ) async throws {
        let line = Array(try JSONEncoder().encode(order)) + [0x0a]
        try StartReserve.requireDescriptorsOfProcess()
        let complaints = try ComplaintPipe(of: "netfilter")
        defer { complaints.end() }
        _ = try await Subprocess.run(
            .path(FilePath(executable)), arguments: Arguments(WorkerPlace.netfilter.arguments),
            environment: WorkerEnvironment.environment(),
            input: .inputWriter, output: .sequence, error: complaints.output
        ) { helper in
            let input = helper.standardInputWriter
            try await withTaskCancellationHandler {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await Task.sleep(for: patience)
                        helper.end()
                    }
                    // One that says no more, or too much, has nothing more to do.
                    defer { helper.end() }
                    _ = try await input.write(line)
                    var lines = LineSplitter(longest: NetfilterAnswer.longest, most: NetfilterAnswer.longest)
                    for try await chunk in helper.standardOutput {
                        for line in lines.take(chunk) { try await take(line, input) }
                        if lines.isExhausted { break }
                    }
                    group.cancelAll()
                }
            } onCancel: {
                helper.end()
            }
        }
    }

    private static func outcome(of refusal: NetfilterAnswer.Refusal) -> Outcome<PacketTraces> {
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

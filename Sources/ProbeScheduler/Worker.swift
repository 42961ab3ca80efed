import ProbeCore
import ProbeLinux
package import ProbeMeasurement
import Synchronization

/// The worker's side: takes a plan from standard input, runs it, streams what happens to standard output.
package enum Worker {
    /// Runs until every question has an outcome, or until standard input ends.
    ///
    /// - Parameters:
    ///   - catalog: the same as the parent's.
    ///   - prepare: what can be made ready beside the first waits for the network.
    /// - Returns: false when standard input held neither a plan nor what asks for an account.
    package static func run(
        catalog: [any Probe.Type], prepare: @escaping @Sendable (Plan) -> Void
    ) async -> Bool {
        let input = StandardStreams.inputLines(atMost: WorkerInput.longest)
        guard let first = await input.first(where: { _ in true }) else { return false }
        guard let plan = try? WorkerInput.decode(first, catalog: catalog) else {
            return ProcessAccount.print(askedBy: first)
        }
        plan.services.secrets.forEach(Scrubber.learn)
        let (othersEnd, others) = AsyncStream.makeStream(of: Never.self)
        let (inputEnd, end) = AsyncStream.makeStream(of: Never.self)
        let readings = RuleReadings()
        async let _: Void = listen(to: input, others, end, readings)
        async let preparation: Void = ready(plan, by: prepare)
        await CatalogRun(plan: plan, probes: catalog).run(
            until: { for await _ in inputEnd {} }, othersEnd: { for await _ in othersEnd {} },
            firewall: { await readings.next { say(.asksForRules) } }
        ) { say(WorkerMessage($0)) }
        await preparation
        return true
    }

    private static func say(_ message: WorkerMessage) {
        // A parent that has gone takes no more; standard input ends too, and that ends the run.
        guard let line = try? message.line() else { return }
        try? StandardStreams.write(line, to: .output)
    }

    /// Hears what the parent says behind the plan, until it ends the input.
    private static func listen(
        to input: AsyncStream<[UInt8]>, _ others: AsyncStream<Never>.Continuation,
        _ end: AsyncStream<Never>.Continuation, _ readings: RuleReadings
    ) async {
        for await line in input {
            if line == WorkerInput.othersEnded.dropLast() {
                others.finish()
            } else {
                readings.take(WorkerInput.listing(line) ?? FirewallListing(refusal: .failed))
            }
        }
        others.finish()
        readings.close()
        end.finish()
    }

    /// Off the caller's actor, so that it runs beside the first waits.
    @concurrent private static func ready(_ plan: Plan, by prepare: @Sendable (Plan) -> Void) async { prepare(plan) }
}

/// Those who wait for the firewall's rules; the parent answers in the order in which it was asked.
private final class RuleReadings: Sendable {
    private struct State {
        var waiting: [AsyncStream<FirewallListing>.Continuation] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Asks and waits; a refusal when the task is cancelled or the parent has gone.
    func next(ask: () -> Void) async -> FirewallListing {
        let (listings, listing) = AsyncStream.makeStream(of: FirewallListing.self)
        let isClosed = state.withLock { state in
            guard !state.isClosed else { return true }
            state.waiting.append(listing)
            // Within the lock, so that two ask in the order in which they wait.
            ask()
            return false
        }
        guard !isClosed, let answer = await listings.first(where: { _ in true }) else {
            return FirewallListing(refusal: .failed)
        }
        return answer
    }

    func take(_ listing: FirewallListing) {
        let first = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        first?.yield(listing)
        first?.finish()
    }

    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in all { one.finish() }
    }
}

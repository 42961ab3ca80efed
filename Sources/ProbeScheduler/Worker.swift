import ProbeCore
import ProbeLinux
package import ProbeMeasurement

/// The worker's side: takes a plan from standard input, runs it, streams what happens to standard output.
package enum Worker {
    /// Runs until every question has an outcome, or until standard input ends.
    ///
    /// - Parameters:
    ///   - catalog: the same as the parent's.
    ///   - prepare: what can be made ready beside the first waits for the network.
    /// - Returns: false when standard input held no plan.
    package static func run(
        catalog: [any Probe.Type], prepare: @escaping @Sendable (Plan) -> Void
    ) async -> Bool {
        let input = StandardStreams.inputLines(atMost: WorkerPlan.longest)
        guard let first = await input.first(where: { _ in true }), let plan = try? WorkerPlan.decode(first) else {
            return false
        }
        let (othersEnd, others) = AsyncStream.makeStream(of: Never.self)
        let (inputEnd, end) = AsyncStream.makeStream(of: Never.self)
        async let _: Void = listen(to: input, others, end)
        async let preparation: Void = ready(plan, by: prepare)
        await CatalogRun(plan: plan, probes: catalog, holding: Capabilities.held()).run(
            until: { for await _ in inputEnd {} }, othersEnd: { for await _ in othersEnd {} }
        ) { event in
            let message =
                switch event {
                case .started(let question): WorkerMessage(question: question, observation: nil)
                case .concluded(let question, let observation):
                    WorkerMessage(question: question, observation: observation)
                }
            // A parent that has gone takes no more; standard input ends too, and that ends the run.
            guard let line = try? message.line() else { return }
            try? StandardStreams.write(line, to: .output)
        }
        await preparation
        return true
    }

    /// Hears what the parent says behind the plan, until it ends the input.
    private static func listen(
        to input: AsyncStream<[UInt8]>, _ others: AsyncStream<Never>.Continuation,
        _ end: AsyncStream<Never>.Continuation
    ) async {
        for await line in input where line == WorkerPlan.othersEnded { others.finish() }
        others.finish()
        end.finish()
    }

    /// Off the caller's actor, so that it runs beside the first waits.
    @concurrent private static func ready(_ plan: Plan, by prepare: @Sendable (Plan) -> Void) async { prepare(plan) }
}

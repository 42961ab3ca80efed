package import ProbeCore
import ProbeLinux

/// The worker's side: takes a plan from standard input, runs it, streams what happens to standard output.
package enum Worker {
    /// Runs until every question has an outcome, or until standard input ends.
    ///
    /// - Returns: false when standard input held no plan.
    package static func run(catalog: [any Probe.Type]) async -> Bool {
        guard let plan = try? WorkerPlan.decode(StandardStreams.readLine(atMost: WorkerMessage.longestLine)) else {
            return false
        }
        await CatalogRun(plan: plan, probes: catalog).run(until: StandardStreams.endOfInput) { event in
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
        return true
    }
}

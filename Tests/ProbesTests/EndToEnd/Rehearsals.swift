import HubEmulator

/// One run for each fault, shared by all tests that look at it; few at a time, since a starved machine looks like a slow
/// network.
actor Rehearsals {
    static let shared = Rehearsals()

    private var runs: [Fault?: Task<EmulatedRun, any Error>] = [:]
    private var free = 6
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// The run against a hub with this fault; nothing stands for a healthy hub.
    func run(_ fault: Fault?) async throws -> EmulatedRun {
        if let run = runs[fault] { return try await run.value }
        let run = Task {
            await enter()
            defer { leave() }
            return try await EmulatedRun.record(fault.map { [$0] } ?? [])
        }
        runs[fault] = run
        return try await run.value
    }

    private func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

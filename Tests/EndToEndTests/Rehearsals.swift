import HubEmulator
import TestSupport

/// One run for each fault, shared by all tests that look at it; few at a time, since a starved machine looks like a slow
/// network.
actor Rehearsals {
    static let shared = Rehearsals()

    private var runs: [Fault?: Task<EmulatedRun, any Error>] = [:]
    private let gate = Gate(width: 6)

    /// The run against a hub with this fault; nothing stands for a healthy hub.
    func run(_ fault: Fault?) async throws -> EmulatedRun {
        if let run = runs[fault] { return try await run.value }
        let gate = gate
        let run = Task(priority: .high) {
            await gate.enter()
            let result = await Result { try await EmulatedRun.record(fault.map { [$0] } ?? []) }
            await gate.leave()
            return try result.get()
        }
        runs[fault] = run
        return try await run.value
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

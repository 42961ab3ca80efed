package import ProbeCore
import Synchronization

/// What several measurements of a run would do alike, done once.
package final class Shared: Sendable {
    private struct Key: Hashable {
        let subject: AnyHashable
        let type: ObjectIdentifier
    }

    private typealias Work = Task<Result<any Sendable, ProbeError>, Never>

    // The keys' bases are Sendable, which AnyHashable cannot say.
    private struct State: @unchecked Sendable {
        var tasks: [Key: Work] = [:]
        var facts: Set<AnyHashable> = []
        var turns: [AnyHashable: Int] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Remembers what was seen, for measurements to come.
    package func note(_ fact: some Hashable & Sendable) {
        _ = state.withLock { $0.facts.insert(AnyHashable(fact)) }
    }

    package func hasNoted(_ fact: some Hashable & Sendable) -> Bool {
        state.withLock { $0.facts.contains(AnyHashable(fact)) }
    }

    /// How many took a turn at the subject before: who comes later waits longer.
    package func turn(at subject: some Hashable & Sendable) -> Int {
        state.withLock { state in
            let turn = state.turns[AnyHashable(subject), default: 0]
            state.turns[AnyHashable(subject)] = turn + 1
            return turn
        }
    }

    /// The value for a subject: made by whoever asks first, and waited for by the others.
    ///
    /// Whoever is cancelled ends the making for all of them, since it is the run that ends.
    package func value<Value: Sendable>(
        for subject: some Hashable & Sendable, made make: @escaping @Sendable () async throws(ProbeError) -> Value
    ) async throws(ProbeError) -> Value {
        let key = Key(subject: AnyHashable(subject), type: ObjectIdentifier(Value.self))
        let task = state.withLock { state in
            if let task = state.tasks[key] { return task }
            let task = Work {
                do throws(ProbeError) {
                    return .success(try await make())
                } catch {
                    return .failure(error)
                }
            }
            state.tasks[key] = task
            return task
        }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        guard let value = try result.get() as? Value else {
            throw .libraryRefused("a value that was shared has another type")
        }
        return value
    }
}

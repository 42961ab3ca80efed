package import ProbeCore
package import ProbeMeasurement
import Synchronization

// Probes that need no network, to watch the scheduler's order. Their evidence is the time line itself.

package struct Word: Codable, Hashable, Sendable {
    package var text: String
    package init(_ text: String) { self.text = text }
}

/// A rung's product that remembers whether it was closed.
package final class Rung: Live {
    static let open = Mutex(0)

    private let isOpen = Mutex(true)

    init() { Self.open.withLock { $0 += 1 } }

    package func close() async {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { Self.open.withLock { $0 -= 1 } }
    }
}

/// Answers at once, with a product.
package struct Ground: Probe {
    package static let id: ProbeID = "fake.ground"
    package static let question: Sentence = "Is there ground?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, Rung> { Measured(Word("ground"), product: Rung()) }
}

/// Asks for the firewall's rules.
package struct RuleReader: Probe {
    package static let id: ProbeID = "fake.rules"
    package static let question: Sentence = "Which rules?"
    package static let readsRules = true
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> { Measured(Word(await context.firewall().json)) }
}

/// Lists the same subject twice, as engines list a binding for each family.
package struct Stutterer: Probe {
    package static let id: ProbeID = "fake.stutterer"
    package static let question: Sentence = "Does it, does it?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device(), Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> { Measured(Word("yes")) }
}

/// Stands on the ground.
package struct Ladder: Probe {
    package static let id: ProbeID = "fake.ladder"
    package static let question: Sentence = "Does a ladder stand?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: On<Ground>, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> { Measured(Word("on \(input.evidence.text)")) }
}

/// Reports that it is stuck, then waits until its control has answered or it is cancelled.
package struct Waiter: Probe {
    package static let id: ProbeID = "fake.waiter"
    package static let question: Sentence = "Does it come?"
    package typealias About = Device
    package typealias Evidence = Word
    static let released = Mutex<AsyncStream<Never>.Continuation?>(nil)

    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> {
        let (release, continuation) = AsyncStream.makeStream(of: Never.self)
        Self.released.withLock { $0 = continuation }
        context.report(Word("stuck"))
        for await _ in release {}
        return Measured(Word(Task.isCancelled ? "cancelled" : "released"))
    }
}

/// Starts while the waiter is stuck, and releases it.
package struct Control: Probe {
    package static let id: ProbeID = "fake.control"
    package static let question: Sentence = "Why does it not come?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func occasion(for about: Device, of input: Following<Waiter>, in plan: Plan) -> Following<Waiter>? {
        input.evidence.text == "stuck" ? input : nil
    }
    package func measure(
        _ about: Device, _ input: Following<Waiter>, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> {
        Waiter.released.withLock { $0?.finish() }
        return Measured(Word(input.isFinal ? "late" : "early"))
    }
}

/// Cannot ask its question.
package struct Broken: Probe {
    package static let id: ProbeID = "fake.broken"
    package static let question: Sentence = "Is it broken?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: Nothing, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> { throw ProbeError.outOfDescriptors("no descriptors left") }
}

/// Needs what is broken.
package struct Dependent: Probe {
    package static let id: ProbeID = "fake.dependent"
    package static let question: Sentence = "Does it stand on what is broken?"
    package typealias About = Device
    package typealias Evidence = Word
    package init() {}
    package func subjects(in plan: Plan) -> [Device] { [Device()] }
    package func measure(
        _ about: Device, _ input: On<Broken>, _ context: Context<Word>
    ) async throws(ProbeError) -> Measured<Word, NoLive> { Measured(Word("impossible")) }
}

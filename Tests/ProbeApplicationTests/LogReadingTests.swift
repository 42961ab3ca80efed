import ProbeCore
import ProbeEvidence
import ProbeLinux
import TestSupport
import Testing

@testable import ProbeApplication

struct LogReadingTests {
    @Test func `an interruption ends the reading of the device's own logs, and keeps what was given`() async throws {
        try await FakeEngine.with(["/containers/json?all=1": .never]) { engine in
            var facts = EngineFacts(state: .running)
            facts.socket = LocalText(engine.path)
            let given: LogReading.Answer = (.file("a.log"), .seen(LogEvidence()))
            let start = ContinuousClock.now
            let told = await LogReading(root: "/nowhere", given: [given]).read(
                engine: facts, now: .now(), until: start + .seconds(5)
            ) {}
            #expect(.now - start < .seconds(2))
            #expect(told.map(\.source) == [.journal, .file("a.log")])
            guard case .skipped(let reason)? = told.first?.outcome else {
                Issue.record("the journal was read")
                return
            }
            #expect(reason.code == .interrupted)
        }
    }
}

import ProbeCore
import ProbeMeasurement
import Synchronization
import Testing

struct SharedTests {
    @Test func `is made once for all who ask, and for each subject and type`() async throws {
        let shared = Shared()
        let made = Mutex(0)
        let make = { @Sendable () async throws(ProbeError) -> Int in
            try? await Task.sleep(for: .milliseconds(20))
            return made.withLock { made in
                made += 1
                return made
            }
        }
        async let first = shared.value(for: "walk", made: make)
        async let second = shared.value(for: "walk", made: make)
        #expect(try await [first, second] == [1, 1])
        #expect(try await shared.value(for: "other", made: make) == 2)
        let text = try await shared.value(for: "walk") { () async throws(ProbeError) -> String in "text" }
        #expect(text == "text")
    }

    @Test func `fails alike for all`() async {
        let shared = Shared()
        for _ in 0..<2 {
            await #expect(throws: ProbeError.outOfDescriptors("none left")) {
                try await shared.value(for: 1) { () async throws(ProbeError) -> Int in
                    throw .outOfDescriptors("none left")
                }
            }
        }
    }

    @Test func `ends when whoever waits is cancelled`() async {
        let shared = Shared()
        let task = Task {
            try await shared.value(for: 1) { () async throws(ProbeError) -> Bool in
                try? await Task.sleep(for: .seconds(60))
                return Task.isCancelled
            }
        }
        task.cancel()
        let wasCancelled = try? await task.value
        #expect(wasCancelled == true)
    }
}

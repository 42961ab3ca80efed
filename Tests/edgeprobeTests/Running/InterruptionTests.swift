import Glibc
import TestSupport
import Testing

@testable import edgeprobe

/// A run that takes longer than it may.
struct InterruptionTests {
    @Test func `one is asked to end as by a signal, and what it has measured is not lost`() async {
        await #expect(processExitsWith: .success) {
            let interruption = Interruption()
            interruption.ask(after: 60)
            interruption.ask(after: 0.1)
            await interruption.wait()
            #expect(interruption.exitCode == 70 && interruption.isOverdue)
            // Who asks later is not kept waiting.
            await interruption.wait()
            interruption.ask(after: nil)
        }
    }

    @Test func `one that ends before is not`() async {
        await #expect(processExitsWith: .success) {
            let interruption = Interruption()
            interruption.ask(after: 0.1)
            interruption.ask(after: nil)
            usleep(400_000)
            #expect(interruption.exitCode == nil && !interruption.isOverdue)
        }
    }
}

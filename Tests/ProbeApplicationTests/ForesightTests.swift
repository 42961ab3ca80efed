@testable import ProbeApplication
import ProbeCore
import ProbeMeasurement
import ProbeScheduler
import Synchronization
import Testing

struct ForesightTests {
    private let reported = Reported()

    private final class Reported: Sendable {
        let numbers = Mutex<[Int]>([])

        func take(_ event: CatalogRun.Event) {
            if case .started(let number) = event { numbers.withLock { $0.append(number) } }
        }

        var all: [Int] { numbers.withLock { $0 } }
    }

    @Test func `a report waits until it is known to be right, and keeps its order`() async {
        let foresight = Foresight(reported.take)
        foresight.take(.started(question: 1))
        foresight.take(.started(question: 2))
        #expect(reported.all == [])
        foresight.confirm()
        foresight.take(.started(question: 3))
        #expect(reported.all == [1, 2, 3])
        #expect(await foresight.correction() == nil)
    }

    @Test func `a wrong one is told to nobody, and the right plan follows`() async throws {
        let foresight = Foresight(reported.take)
        foresight.take(.started(question: 1))
        let plan = Plan(hub: try HostName(validating: "hub.example.com"))
        async let refuted: Void = foresight.isRefuted()
        foresight.refute(by: plan)
        await refuted
        foresight.take(.started(question: 2))
        #expect(reported.all == [])
        #expect(await foresight.correction()?.services.hub == plan.services.hub)
    }
}

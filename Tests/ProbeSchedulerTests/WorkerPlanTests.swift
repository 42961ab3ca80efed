import ProbeCore
import ProbeMeasurement
@testable import ProbeScheduler
import Testing

struct WorkerPlanTests {
    @Test func `the largest root store that the command line takes reaches the worker`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        // A sixteenth of it; JSON escapes control characters in six.
        plan.services.trust = TrustedRoots(given: String(repeating: "\u{1}", count: 1 << 18))
        let line = try WorkerInput.encode(plan)
        #expect(line.count * 16 <= WorkerInput.longest)
        #expect(try WorkerInput.decode(line.dropLast(), catalog: []).services.trust == plan.services.trust)
    }

    @Test func `the variables that may hold the proxy's password are kept from the worker`() {
        // Each is printed with its new value, of which it has none.
        let changes = String(describing: WorkerProcess.environment)
        for name in ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            #expect(changes.contains("(rawValue: \"\(name)\"): nil") || changes.contains("\(name): nil"), "\(changes)")
        }
    }
}

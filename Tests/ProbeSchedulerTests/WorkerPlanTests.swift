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

    @Test func `a worker inherits what it reads, and neither a token nor the proxy's password`() {
        let secrets = [
            "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "AZURE_CLIENT_SECRET",
            "IOTHUB_DEVICE_CONNECTION_STRING", "GITHUB_TOKEN", "SSH_AUTH_SOCK", "HOME",
            // The service's own: its options may have a proxy's password.
            "EDGEPROBE_OPTIONS", "EDGEPROBE_KEEP",
        ]
        let needed = ["PATH", "EDGEPROBE_LANG", "LC_ALL", "SSL_CERT_FILE", "LD_LIBRARY_PATH", "TZ"]
        let shell = Dictionary(uniqueKeysWithValues: (secrets + needed).map { ($0, "value") })
        #expect(Set(WorkerEnvironment.inherited(of: shell).keys) == Set(needed))
    }
}

import Glibc
import ProbeCore
@testable import ProbeScheduler
import Testing

struct WorkerPlanTests {
    @Test func `the largest root store that the command line takes reaches the worker`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        // A sixteenth of it; JSON escapes control characters in six.
        plan.trust = Plan.Trust(givenRoots: String(repeating: "\u{1}", count: 1 << 18))
        let line = try WorkerPlan.encode(plan)
        #expect(line.count * 16 <= WorkerPlan.longest)
        #expect(try WorkerPlan.decode(line.dropLast()).trust == plan.trust)
    }

    /// Changes its environment, so it has a process of its own.
    @Test func `the variables that may hold the proxy's password do not reach the worker`() async {
        await #expect(processExitsWith: .success) {
            var template = Array("/tmp/worker.XXXXXX".utf8CString)
            let script = mkstemp(&template)
            let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            let text = Array("#!/bin/sh\nenv > $0.env\ncat > /dev/null\n".utf8)
            try #require(write(script, text, text.count) == text.count)
            fchmod(script, 0o700)
            close(script)
            defer {
                unlink(path)
                unlink(path + ".env")
            }
            for name in ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://device:secret@proxy.example", 1)
            }
            setenv("EDGEPROBE_CONTROL", "inherited", 1)
            let plan = Plan(hub: try HostName(validating: "hub.example.com"))
            await WorkerProcess(plan: plan, catalog: [], executable: path).run(until: {
                try? await Task.sleep(for: .seconds(60))
            }) { _ in }

            let file = open(path + ".env", O_RDONLY)
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            let count = read(file, &bytes, bytes.count)
            close(file)
            let environment = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            #expect(environment.contains("EDGEPROBE_CONTROL=inherited"))
            #expect(!environment.contains("secret"))
        }
    }
}

import Glibc
import ProbeCore
@testable import ProbeEngine
@testable import ProbeLinux
import TestSupport
import Testing

struct EngineProcessTests {
    @Test(
        arguments: [
            (["dockerd", "--dns", "10.0.0.1", "--dns=10.0.0.2", "-H", "fd://"], ["10.0.0.1", "10.0.0.2"]),
            (["dockerd", "--dns-search=x", "--dns-opt", "10.0.0.9"], []), (["dockerd", "--dns"], []), ([], []),
        ] as [([String], [String])])
    func `an option's values are read, and no other's`(arguments: [String], values: [String]) {
        #expect(EngineProcess.values(of: "--dns", in: arguments) == values)
    }

    @Test func `the process that listens at a socket is known`() async throws {
        try await FakeEngine.with([:]) { engine in
            #expect(UnixPeer.processID(listeningAt: engine.path) == Int(getpid()))
        }
        #expect(UnixPeer.processID(listeningAt: "/nowhere.sock") == nil)
        #expect(UnixPeer.processID(listeningAt: "/" + String(repeating: "x", count: 200)) == nil)
    }

    @Test func `what is no engine's process leaves this process's own files`() async throws {
        try await FakeEngine.with([:]) { engine in
            let process = EngineProcess(listeningAt: engine.path)
            #expect(process.text("/proc/self/comm", limit: 64) == (try? TextFile.read("/proc/self/comm", limit: 64)))
            #expect(process.values(of: "--dns").isEmpty)
        }
    }

    @Test func `upstreams are those that a container could ask`() {
        let text = "nameserver 127.0.0.1\nnameserver 10.0.0.53\nnameserver ::1\n"
        #expect(HostUpstreams.servers(in: text).map(\.description) == ["10.0.0.53"])
        #expect(HostUpstreams.servers(in: "search x\n").isEmpty)
    }
}

import Glibc
import NIOCore
import NIOPosix
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes
import Testing

/// On ports that the kernel gives out; the real ones are tried in namespaces of their own.
struct CheckPortTests {
    private func check(_ binding: PortBinding, publications: [Publication] = []) async throws -> PortEvidence {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.device.localPorts = [binding]
        plan.device.configurationRoot = "/nowhere"
        plan.briefing.publications = publications
        let subject = try #require(CheckPort().subjects(in: plan).first)
        return try await CheckPort().measure(subject, Nothing(), .forTesting(plan)).evidence
    }

    private func withListener<Value: Sendable>(
        at address: String, _ body: (UInt16) async throws -> Value
    ) async throws -> Value {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: address, port: 0).get()
        do {
            let value = try await body(UInt16(channel.localAddress?.port ?? 0))
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    @Test func `a listener on loopback alone clashes, and is named`() async throws {
        let evidence = try await withListener(at: "127.0.0.1") { try await check(PortBinding(port: $0)) }
        #expect(evidence.isFree == false)
        #expect(evidence.listeners.map(\.address.description) == ["127.0.0.1"])
        let holder = try #require(evidence.holders.first)
        #expect(holder.pid == Int(getpid()))
        #expect(!holder.name.description.isEmpty && holder.executable != nil)
        let trial = try #require(evidence.trials.first { $0.address == .anyV4 })
        #expect(trial.isTaken)
    }

    @Test func `a listener elsewhere leaves a binding to one address alone`() async throws {
        let other = try #require(IPAddress("127.0.0.2"))
        let evidence = try await withListener(at: "127.0.0.1") { port in
            try await check(PortBinding(port: port, address: other))
        }
        #expect(evidence.isFree == true)
        #expect(evidence.listeners.isEmpty && evidence.others.count == 1)
        #expect(evidence.trials == [PortEvidence.Trial(address: other, error: nil)])
    }

    @Test func `a port that is bound without a listener is held too`() async throws {
        let held = try RefusingPort(at: try #require(IPAddress("127.0.0.1")))
        let evidence = try await check(PortBinding(port: held.address.port))
        #expect(evidence.listeners.isEmpty)
        #expect(evidence.isFree == false)
    }

    @Test func `a free port is free, and free again after the attempt`() async throws {
        let port = try await withListener(at: "127.0.0.1") { $0 }
        for _ in 0..<2 {
            let evidence = try await check(PortBinding(port: port))
            #expect(evidence.isFree == true)
            #expect(evidence.trials.first?.error == nil)
        }
    }

    @Test func `what the engine says is edgeHub's own is no conflict`() async throws {
        let evidence = try await withListener(at: "0.0.0.0") { port in
            try await check(
                PortBinding(port: port), publications: [Publication(container: "edgeHub", port: port)])
        }
        #expect(evidence.isEdgeHubsOwn && evidence.isFree == false)
    }

    @Test(arguments: [true, false])
    func `whether IoT Edge started the container is the engine's word`(isOfModule: Bool) async throws {
        let evidence = try await withListener(at: "0.0.0.0") { port in
            try await check(
                PortBinding(port: port),
                publications: [Publication(container: "web", port: port, isOfModule: isOfModule)])
        }
        #expect(evidence.isOfModule == isOfModule && !evidence.isEdgeHubsOwn)
    }

    @Test(
        arguments: [
            (nil, "127.0.0.1", true), (nil, "::1", true), (nil, "::", true), (nil, "0.0.0.0", true),
            ("10.0.0.5", "127.0.0.1", false), ("10.0.0.5", "0.0.0.0", true), ("10.0.0.5", "10.0.0.5", true),
            ("10.0.0.5", "::", true), ("10.0.0.5", "::1", false), ("10.0.0.5", "::ffff:10.0.0.5", true),
            ("::1", "0.0.0.0", false),
            ("fd00::1", "::", true),
        ] as [(String?, String, Bool)])
    func `clashes follow from the addresses`(own: String?, other: String, clashes: Bool) {
        let binding = PortBinding(port: 443, address: own.flatMap { IPAddress($0) })
        #expect(binding.clashes(with: IPAddress(other)) == clashes)
    }

    @Test func `containers' vantages and demonstrations have no ports of the device`() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        #expect(CheckPort().subjects(in: plan).isEmpty)
        plan.device.localPorts = PortBinding.edgeHubDefaults
        #expect(CheckPort().subjects(in: plan).map(\.port) == [443, 5671, 8883])
        plan.briefing.publications = [
            Publication(container: "edgeHub", port: 8443), Publication(container: "web", port: 80),
        ]
        #expect(CheckPort().subjects(in: plan).map(\.port) == [8443])
        plan.device.localPorts = [PortBinding(port: 9600)]
        #expect(CheckPort().subjects(in: plan).map(\.port) == [9600])
        plan.briefing.vantage = try #require(Vantage("docker:bridge"))
        #expect(CheckPort().subjects(in: plan).isEmpty)
    }
}

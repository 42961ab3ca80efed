import Glibc
import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport
import Testing

struct LifetimeTests {
    @Test func `hubs that come and go leave no descriptor behind`() async {
        await #expect(processExitsWith: .success) {
            // What the runtime and the shared event loops open once is not counted.
            for _ in 0..<2 { try await Self.useHub() }
            let before = Self.descriptors()
            for _ in 0..<5 { try await Self.useHub() }
            guard Self.descriptors() <= before else { exit(1) }
        }
    }

    private static func useHub() async throws {
        let connections = try await Client.withHub(.closed5671, configure: { $0.proxy = ProxyPolicy() }) { client in
            _ = try await client.request("/", at: .hubHTTPS)
            // The hub ends while these are open.
            return [try await client.secure(.hubMQTT), try await client.connect(.dpsHTTPS)]
        }
        for connection in connections { await connection.close() }
    }

    private static func descriptors() -> Int {
        (0..<1024).count { fcntl(CInt($0), F_GETFD) != -1 }
    }

    @Test func `a hub is closed when its scope fails`() async throws {
        struct Failure: Error {}
        var address: SocketAddress?
        await #expect(throws: Failure.self) {
            // An address of its own, so that no other test's hub gets the port meanwhile.
            try await Client.withHub(configure: { $0.address = .loopback(77) }) { client in
                address = client.hub.doors[.hubHTTPS]
                throw Failure()
            }
        }
        let attempt = try await TCP.connect(to: try #require(address), deadline: .now + .seconds(10)).attempt
        #expect(attempt.error == "ECONNREFUSED")
    }

    @Test func `a serving hub ends with its task`() async throws {
        let configuration = Configuration(hub: try HostName(validating: Client.hubName))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (announced, continuation) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                defer { continuation.finish() }
                try await HubEmulator.serve(configuration) { hub in
                    #expect(hub.doors.count == Door.all.count)
                    continuation.finish()
                }
            }
            for await _ in announced {}
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `connections are counted by their door`() async throws {
        try await Client.withHub { client in
            #expect(client.hub.counts.connections.isEmpty)
            for door in [Door.hubHTTPS, .hubHTTPS, .hubMQTT, .dpsHTTPS] { await (try client.secure(door)).close() }
            // A client is through with a handshake a moment before the hub has counted it.
            let deadline = ContinuousClock.now + .seconds(10)
            while client.hub.counts.handshakes.values.reduce(0, +) < 4, .now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            let counts = client.hub.counts
            #expect(counts.connections == [.hubHTTPS: 2, .hubMQTT: 1, .dpsHTTPS: 1])
            #expect(counts.connections(toPort: 443) == 3)
            #expect(counts.handshakes == [Client.hubName: 3, Client.dpsName: 1])
        }
    }

    @Test func `redirections lead every name and port to its door`() async throws {
        try await Client.withHub { client in
            var plan = Plan(hub: client.hub.configuration.hub)
            plan.services.redirections = client.hub.redirections
            for (name, door) in [
                (Client.hubName, Door.hubAMQP), (Client.dpsName, .dpsMQTT), (Client.registryName, .registry),
                (Client.dataName, .data), ("detectportal.firefox.com", .pages),
            ] {
                let redirection = plan.services.redirection(for: try HostName(validating: name), port: door.port)
                #expect(redirection?.targetPort == client.hub.doors[door]?.port)
            }
            #expect(plan.services.redirection(for: try HostName(validating: "example.com"), port: 443) == nil)
        }
    }

    @Test func `services that share an address and a port are told apart by name`() async throws {
        // Any free port will do, so one is taken and given back.
        let free = try await Client.withHub(configure: { $0.address = .loopback(78) }) { client in
            client.hub.doors[.hubHTTPS]?.port
        }
        try await Client.withHub(configure: {
            $0.address = .loopback(78)
            $0.ports.https = free ?? 0
        }) { client in
            #expect(client.hub.doors[.hubHTTPS] == client.hub.doors[.registry])
            let mark = try await client.request("/?api-version=1", at: .hubHTTPS).header("iothub-errorcode")
            #expect(mark == "IotHubUnauthorizedAccess")
            #expect(try await client.request("/v2/", at: .registry).answer.status == 200)
        }
    }
}

extension IPAddress {
    /// An address of 127/8 that is no other test's.
    fileprivate static func loopback(_ number: UInt8) -> IPAddress {
        guard let address = IPAddress(bytes: [127, 77, 0, number]) else { preconditionFailure("four bytes") }
        return address
    }
}

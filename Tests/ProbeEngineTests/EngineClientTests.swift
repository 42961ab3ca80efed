import Glibc
import ProbeCore
@testable import ProbeEngine
import ProbeEvidence
import TestSupport
import Testing

struct EngineClientTests {
    static let id = String(repeating: "ab", count: 32)
    static let version = #"{"Version":"20.10.24+dfsg1","ApiVersion":"1.41","Components":[{"Name":"Engine"}]}"#
    static let bridge = """
        {"Name":"bridge","Id":"\(id)","Driver":"bridge","EnableIPv6":false,"Internal":false,
         "IPAM":{"Driver":"default","Options":null,"Config":[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]},
         "Containers":{"c1":{"Name":"c1","IPv4Address":"172.17.0.2/16","IPv6Address":""}},
         "Options":{"com.docker.network.bridge.name":"docker0","com.docker.network.driver.mtu":"1400",
         "com.docker.network.bridge.enable_ip_masquerade":"false"}}
        """

    @Test func `a network's description is read from a chunked answer`() async throws {
        try await FakeEngine.with(["/networks": .json("[\(Self.bridge)]")]) { engine in
            let network = try #require(try await EngineClient(path: engine.path).networks().elements.first)
            #expect(network.subnets == [IPPrefix("172.17.0.0/16")].compactMap(\.self))
            #expect(network.gateways == [IPAddress("172.17.0.1")].compactMap(\.self))
            #expect(network.takenAddresses == Set(["172.17.0.1", "172.17.0.2"].compactMap { IPAddress($0) }))
            #expect(network.memberAddresses == [IPAddress("172.17.0.2")].compactMap(\.self))
            #expect(network.mtu == 1400 && !network.isMasqueraded && !network.hasIPv6)
            #expect(network.interfaceCandidates == ["docker0", "br-abababababab"])
        }
    }

    @Test func `what cannot be read is left out of a list, and the rest kept`() async throws {
        let swarm = #"{"Name":"ingress","Id":"l5zq0x7y2m3n4o5p6q7r8s9t0","Driver":"overlay"}"#
        let odd = #"{"Name":17}"#
        try await FakeEngine.with(["/networks": .json("[\(swarm),\(odd),\(Self.bridge)]")]) { engine in
            let list = try await EngineClient(path: engine.path).networks()
            #expect(list.elements.map(\.name) == ["ingress", "bridge"] && list.unread == 1)
        }
    }

    @Test(arguments: ["0", "{}", "null", #""a""#])
    func `a list of more than an engine can have is refused before each of it is looked at`(element: String)
        async throws
    {
        let list = "[" + [String](repeating: element, count: 400_000).joined(separator: ",") + "]"
        try await FakeEngine.with(["/networks": .json(list)]) { engine in
            await #expect(throws: EngineFailure.malformed) {
                try await EngineClient(path: engine.path, patience: .seconds(20)).networks()
            }
        }
    }

    @Test func `values are counted, and not what is quoted`() {
        let quoted = #"{"a": "\"# + "\"" + String(repeating: ",[{", count: 200_000) + #"", "b": [1, 2]}"#
        #expect(JSONValues.areFew(in: Array(quoted.utf8)))
        let list = "[" + String(repeating: "[],", count: 150_000) + "[]]"
        #expect(!JSONValues.areFew(in: Array(list.utf8)))
        #expect(JSONValues.areFew(in: Array(#"{"a": [1, 2, 3]}"#.utf8)) && JSONValues.areFew(in: []))
    }

    @Test func `a container's process is known while it runs, and its arguments never are`() async throws {
        let running = """
            {"Id":"\(Self.id)","Args":["--password","s3cr3t"],"Config":{"Env":["TOKEN=s3cr3t"],"Cmd":["s3cr3t"]},
             "State":{"Running":true,"Pid":4711},"HostConfig":{"NetworkMode":"azure-iot-edge","Dns":["10.0.0.1"]},
             "NetworkSettings":{"Networks":{"azure-iot-edge":{"IPAddress":"172.18.0.2","GlobalIPv6Address":""}}}}
            """
        try await FakeEngine.with(["/containers/\(Self.id)/json": .json(running)]) { engine in
            let id = try #require(EngineID(Self.id))
            let detail = try await EngineClient(path: engine.path).container(id)
            #expect(detail.processID == 4711 && detail.hasOwnResolvers)
            #expect(detail.address(on: "azure-iot-edge") == IPAddress("172.18.0.2"))
            var dumped = ""
            dump(detail, to: &dumped)
            #expect(!dumped.contains("s3cr3t"))
        }
        let stopped = #"{"State":{"Running":false,"Pid":0},"HostConfig":null,"NetworkSettings":null}"#
        try await FakeEngine.with(["/containers/\(Self.id)/json": .json(stopped)]) { engine in
            let id = try #require(EngineID(Self.id))
            let detail = try await EngineClient(path: engine.path).container(id)
            #expect(detail.processID == nil)
        }
    }

    @Test func `a container is IoT Edge's own by its label, or by the runtime's names`() async throws {
        func entry(_ name: String, _ labels: String) -> String {
            #"{"Id":"\#(Self.id)","Names":["/\#(name)"],"Labels":\#(labels),"Ports":[]}"#
        }
        let list = [
            entry("telemetry", #"{"net.azure-devices.edge.owner":"Microsoft.Azure.Devices.Edge.Agent"}"#),
            entry("portainer", #"{"net.azure-devices.edge.owner":"somebody"}"#), entry("edgeAgent", "{}"),
            entry("other", "null"), entry("odd", "[1]"),
        ].joined(separator: ",")
        try await FakeEngine.with(["/containers/json": .json("[\(list)]")]) { engine in
            let containers = try await EngineClient(path: engine.path).containers().elements
            #expect(containers.map(\.isModule) == [true, false, true, false, false])
        }
    }

    @Test(
        arguments: [
            (.status(403), .status(403)), (.json("[]"), .malformed), (.json("{"), .malformed),
            (.long(5 << 20), .tooLong), (.never, .timeout), (.raw("SSH-2.0-OpenSSH\r\n"), .malformed),
            (.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), .malformed),
        ] as [(FakeEngine.Reply, EngineFailure)])
    func `a hostile or broken engine is a failure in time`(reply: FakeEngine.Reply, failure: EngineFailure) async throws
    {
        try await FakeEngine.with(["/version": reply]) { engine in
            await #expect(throws: failure) {
                _ = try await EngineClient(path: engine.path, patience: .milliseconds(300)).version()
            }
        }
    }

    @Test func `no socket, a file that is none, and a path that is too long are told apart from silence`() async {
        await #expect(throws: EngineFailure.absent) {
            _ = try await EngineClient(path: "/nowhere/docker.sock").version()
        }
        await #expect(throws: EngineFailure.stopped) { _ = try await EngineClient(path: "/etc/hostname").version() }
        await #expect(throws: EngineFailure.absent) {
            _ = try await EngineClient(path: "/" + String(repeating: "x", count: 200)).version()
        }
    }

    @Test func `a rootless engine and Podman name themselves`() async throws {
        let podman = #"{"Version":"4.3.1","Components":[{"Name":"Podman Engine","Version":"4.3.1"}]}"#
        let rootless = #"{"SecurityOptions":["name=seccomp,profile=default","name=rootless"]}"#
        try await FakeEngine.with(
            [
                "/version": .json(podman), "/info": .json(rootless), "/networks": .json("[]"),
                "/containers/json": .json("[]"),
            ]
        ) { engine in
            let reading = await EngineReading(sockets: ["/nowhere.sock", engine.path])
            #expect(reading.facts.state == .running && reading.facts.isRootless)
            #expect(reading.facts.description == "podman 4.3.1")
        }
    }

    @Test func `the configured socket comes before the environment's, and that before the usual ones`() {
        #expect(EngineSocket.candidates(configured: nil, environment: [:]) == EngineSocket.usual)
        let environment = ["DOCKER_HOST": "unix:///run/a.sock"]
        #expect(EngineSocket.candidates(configured: nil, environment: environment) == ["/run/a.sock"])
        #expect(EngineSocket.candidates(configured: "unix:///b.sock", environment: environment) == ["/b.sock"])
        #expect(
            EngineSocket.candidates(configured: nil, environment: ["DOCKER_HOST": "tcp://10.0.0.1:2375"])
                == EngineSocket.usual)
    }

    @Test func `one limit holds for all questions to an engine that takes its time with each`() async throws {
        func late(_ text: String) -> FakeEngine.Reply { .late(text, milliseconds: 100) }
        let list = (0..<40).map { number in
            let digits = String(number, radix: 16)
            let id = String(repeating: "0", count: 64 - digits.count) + digits
            return #"{"Id":"\#(id)","Names":["/c\#(number)"],"NetworkSettings":{"Networks":{"n":{}}},"Ports":[]}"#
        }
        let replies: [String: FakeEngine.Reply] = [
            "/version": late(#"{"Version":"20.10.24"}"#), "/info": late(#"{"SecurityOptions":[]}"#),
            "/networks": late("[]"), "/containers/json": late("[\(list.joined(separator: ","))]"),
        ]
        try await FakeEngine.with(replies) { engine in
            let reading = await EngineReading(sockets: [engine.path], until: .now + .seconds(60))
            #expect(reading.facts.state == .running && reading.containers.count == 40)
            // Once the limit is over, none is asked any more.
            let client = EngineClient(path: engine.path, until: .now)
            for container in reading.containers {
                await #expect(throws: EngineFailure.timeout) { _ = try await client.container(container.id) }
            }
            let hurried = await EngineReading(sockets: [engine.path], until: .now + .milliseconds(50))
            #expect(hurried.facts.state == .unusable)
        }
    }

    @Test func `a question ends with the task that asks it`() async throws {
        try await FakeEngine.with(["/version": .never]) { engine in
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await EngineClient(path: engine.path, patience: .seconds(120)).version() }
                try? await Task.sleep(for: .milliseconds(200))
                group.cancelAll()
            }
            #expect(ContinuousClock.now - start < .seconds(100))
        }
    }
}

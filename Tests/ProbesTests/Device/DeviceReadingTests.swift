import FoundationEssentials
import Glibc
import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import TestSupport
@testable import Probes
import Testing

struct DeviceReadingTests {
    private func plan(root: String) throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.device.configurationRoot = root
        return plan
    }

    private func withRoot<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }

    private func write(_ text: String, _ path: String) throws {
        let file = URL(filePath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func `the names of the device are the kernel's, the file's and the configuration's`() async throws {
        try await withRoot { root in
            try write("# mine\nstatic-name\n", root + "/etc/hostname")
            try write("hostname = \"configured\"\n", root + "/etc/aziot/config.toml")
            let evidence = try await ReadHostname().measure(Device(), Nothing(), .forTesting(plan(root: root))).evidence
            #expect(!evidence.name.description.isEmpty)
            #expect(evidence.staticName?.description == "static-name")
            #expect(evidence.configuredName?.description == "configured")
            #expect(evidence.effectiveName.description == "configured")
        }
    }

    @Test func `the runtime is told from files alone`() async throws {
        try await withRoot { root in
            let empty = try await ReadRuntime().measure(Device(), Nothing(), .forTesting(plan(root: root))).evidence
            #expect(empty.edge == nil && empty.engineSockets.isEmpty && empty.services.isEmpty)
            #expect(empty.memory ?? 0 > 0 && empty.architecture != nil && empty.isContainer == false)

            try write("", root + "/etc/aziot/config.toml.edge.template")
            try write("", root + "/usr/lib/systemd/system/docker.service")
            try write("", root + "/usr/lib/systemd/system/aziot-edged.service")
            try write("1\n", root + "/sys/fs/cgroup/system.slice/docker.service/cgroup.procs")
            let evidence = try await ReadRuntime().measure(Device(), Nothing(), .forTesting(plan(root: root))).evidence
            #expect(evidence.edge == .current)
            #expect(
                evidence.services == [
                    .init(unit: "aziot-edged", isRunning: false), .init(unit: "docker", isRunning: true),
                ])
        }
    }

    @Test func `an engine may be installed where systemd is not, and out of sight in a container`() async throws {
        try await withRoot { root in
            // A package that was removed leaves its script.
            try write("", root + "/etc/init.d/docker")
            try write("", root + "/.dockerenv")
            let script = try await ReadRuntime().measure(Device(), Nothing(), .forTesting(plan(root: root))).evidence
            #expect(script.services.isEmpty && script.isContainer == true)
            try write("", root + "/usr/bin/dockerd")
            let engine = try await ReadRuntime().measure(Device(), Nothing(), .forTesting(plan(root: root))).evidence
            #expect(engine.services == [.init(unit: "docker", isRunning: nil)])
        }
    }

    @Test func `only what is a socket is an engine's`() async throws {
        try await withRoot { root in
            try write("", root + "/run/docker.sock")
            #expect(EngineSocketFile.found(in: ConfigurationFolder(root: root)).isEmpty)
            #expect(EngineSocketFile.found(in: ConfigurationFolder(root: root + "/nowhere")).isEmpty)
        }
    }

    @Test func `no link below somebody else's root leads to a socket or a journal outside it`() async throws {
        try await withRoot { root in
            try await FakeEngine.with([:]) { engine in
                let outside = root + "/outside"
                try write("x", outside + "/0123/system.journal")
                for folder in ["/root/run/user/1000", "/root/run/podman", "/root/var/log"] {
                    try FileManager.default.createDirectory(
                        atPath: root + folder, withIntermediateDirectories: true)
                }
                for (link, target) in [
                    ("/run/docker.sock", engine.path), ("/run/user/1000/docker.sock", engine.path),
                    ("/var/log/journal", outside),
                ] { symlink(target, root + "/root" + link) }
                let folder = ConfigurationFolder(root: root + "/root")
                #expect(EngineSocketFile.found(in: folder).isEmpty)
                #expect(Journal.obstacle(root: root + "/root")?.code == .prerequisite)
                #expect(
                    Journal.obstacle(root: root + "/root")?.sentence
                        == Journal.obstacle(root: root + "/nowhere")?.sentence)
            }
        }
    }

    @Test func `gateways are read with what ARP knows of them`() {
        let routes = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t0103000A\t0003\t0\t0\t100\t00000000\t0\t0\t0
            wwan0\t00000000\t0204000A\t0003\t0\t0\t700\t00000000\t0\t0\t0
            eth0\t0003000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
            tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000080\t0\t0\t0
            """
        let neighbours = """
            IP address       HW type     Flags       HW address            Mask     Device
            10.0.3.1         0x1         0x2         02:42:0a:00:03:01     *        eth0
            10.0.4.2         0x1         0x0         00:00:00:00:00:00     *        wwan0
            """
        let gateways = Gateways.gateways(routes: routes, neighbours: neighbours)
        #expect(gateways.map(\.address.description) == ["10.0.3.1", "10.0.4.2"])
        #expect(gateways.map(\.neighbour) == [.resolved, .unanswered])
        #expect(Gateways.gateways(routes: "x\ny z", neighbours: "\n\n").isEmpty)
    }

    @Test func `this machine's own interfaces are read`() async throws {
        let evidence = try await ReadLinks().measure(Device(), Nothing(), .forTesting(plan(root: "/"))).evidence
        let loopback = try #require(evidence.interfaces.first { $0.name.description == "lo" })
        #expect(!loopback.leadsOut)
    }

    @Test func `a demonstration and a container's vantage look at nothing`() throws {
        var plan = try plan(root: "/")
        #expect(ReadHostname().subjects(in: plan).count == 1)
        plan.services.isDemonstration = true
        #expect(ReadHostname().subjects(in: plan).isEmpty && ReadRuntime().subjects(in: plan).isEmpty)
        #expect(ReadLinks().subjects(in: plan).isEmpty && ReadConfiguration().subjects(in: plan).isEmpty)
        plan.services.isDemonstration = false
        plan.briefing.vantage = try #require(Vantage("docker:bridge"))
        #expect(ReadHostname().subjects(in: plan).isEmpty && ReadConfiguration().subjects(in: plan).isEmpty)
    }
}

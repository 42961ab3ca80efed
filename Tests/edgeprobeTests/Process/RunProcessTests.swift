import HubEmulator
import ProbeCore
import Subprocess
import Synchronization
import TestSupport
import Testing

/// `edgeprobe run` against an emulated hub of this process.
@Suite(.aheadOfOthers) struct RunProcessTests {
    private static let hub = "e2e-hub.azure-devices.net"
    private static let secret = "s3cr3t-pa55w0rd"

    /// Everything that keeps a run on loopback.
    private func arguments(_ emulator: HubEmulator, _ folder: ScratchFolder) throws -> [String] {
        try folder.write(emulator.root, to: "root.pem")
        let redirections = emulator.redirections.flatMap { redirection -> [String] in
            guard case .address(let address) = redirection.target, let host = redirection.host,
                let port = redirection.port, let target = redirection.targetPort
            else { return [] }
            return ["--connect-to", "\(host):\(port):\(address):\(target)"]
        }
        return ["run", "--hub", Self.hub, "--ca-file", folder.file("root.pem"), "--resolver", "none", "--no-portal"]
            + ["--skip", "tcp.half-open", "--vantage", "host"] + SilentServer.leavingDeviceAlone + redirections
    }

    @Test func `a run against the emulated hub proves all of it and needs one connection an endpoint`() async throws {
        let folder = try ScratchFolder()
        try await HubEmulator.withHub(Configuration(hub: try HostName(validating: Self.hub))) { emulator in
            let arguments = try arguments(emulator, folder) + ["--format", "json"]
            let ending = try await Binary.run(arguments)
            let report = try ReportOutline(ending.output)
            // What the device itself has to be was left out.
            #expect((ending.status, report.verdict) == (2, "inconclusive"))
            #expect(report.findings.filter { $0.severity != "info" }.map(\.cause) == [])
            // The emulator's root is given to this run alone.
            #expect(report.findings.map(\.cause) == ["tls.unknown-ca"])
            #expect(report.transports.allSatisfy { $0.usable == true } && report.transports.count == 5)
            // One for each endpoint, one for the hub's TLS 1.3 name, and a large hello for the hub and the registry.
            #expect(emulator.counts.connections.values.reduce(0, +) == 12)
        }
    }

    @Test func `a proxy's password is in no report, message or process list`() async throws {
        let folder = try ScratchFolder()
        let shown = Mutex<[String]>([])
        let ending = try await SilentServer.with { port in
            guard let run = ProcessTable.run(with: SilentServer.target(port)) else { return }
            shown.withLock { shown in
                for process in [run.parent, run.worker] {
                    shown.append(ProcessTable.arguments(of: process).joined(separator: " "))
                    shown.append(ProcessTable.contents(of: "/proc/\(process)/environ"))
                }
            }
        } _: { port in
            try await Binary.run(
                SilentServer.arguments(port) + [
                    "--proxy", "http://user:\(Self.secret)@127.0.0.1:\(port)",
                    "--report", "json=\(folder.file("report.json"))", "--report", "text=-",
                ])
        }
        let seen = shown.withLock { $0 }
        #expect(seen.count == 4 && seen[0].contains("--proxy") && seen[2].contains("worker"))
        #expect(!seen.contains { $0.contains(Self.secret) })
        #expect(ending.output.contains("127.0.0.1:"))
        let report = try folder.read("report.json")
        #expect(!(ending.everything + report).contains(Self.secret))
        #expect(report.contains("http://***@"))
    }

    @Test(arguments: [
        ["plan", "--hub", "h.example"], ["rules", "--hub", "h.example", "--offline"],
        ["rules", "--hub", "h.example", "--dialect", "x"],
        ["run", "--hub", "not a name"], ["run", "--hub", "h.example", "--nonsense"],
    ])
    func `a proxy's password is in no other output`(arguments: [String]) async throws {
        let proxy = "http://user:\(Self.secret)@proxy.example:3128"
        for arguments in [arguments + ["--proxy", proxy], arguments + ["--proxy=\(proxy)"]] {
            #expect(!(try await Binary.run(arguments)).everything.contains(Self.secret))
        }
        let named = try await Binary.run(arguments, environment: ["https_proxy": proxy])
        #expect(!named.everything.contains(Self.secret))
    }
}

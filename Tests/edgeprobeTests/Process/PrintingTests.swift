import ProbeCore
import ProbeFindings
import Probes
import TestSupport
import Testing

/// The commands that only print.
@Suite(.aheadOfOthers) struct PrintingTests {
    @Test func `list shows every probe, cause and dialect`() async throws {
        let probes = try await Binary.run("list").output
        for probe in Catalog.probes { #expect(probes.contains("\n\(probe.id) ") || probes.hasPrefix("\(probe.id) ")) }
        let causes = try await Binary.run("list", "causes").output
        for cause in Cause.allCases {
            #expect(causes.split(separator: "\n").contains { $0.hasPrefix("\(cause.rawValue) ") && $0.hasSuffix(".") })
        }
        #expect(try await Binary.run("list", "dialects").output.contains("\niptables\n"))
    }

    @Test func `plan names every host, and contacts none`() async throws {
        let ending = try await Binary.run(
            "plan", "--hub", "https://h.example/x", "--registry", "r.example", "--resolver", "192.0.2.53",
            "--proxy", "proxy.example:3128", "--config-root", "/sys", "--port-check", "443,9600")
        #expect(ending.status == 0 && ending.errors == "")
        for name in [
            "h.example, tcp 443 5671 8883", "r.example, tcp 443", "192.0.2.53:53", "proxy.example:3128",
            "pool.ntp.org, udp 123", "tcp ports 443 9600", "firewall's rules", "no configuration file",
        ] {
            #expect(ending.output.contains(name), "\(name)")
        }
        #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(ending.output.contains("192.0.2.1,") && ending.output.contains("authentication failures"))
    }

    @Test(arguments: ["nftables", "iptables", "request", "az-nsg", "powershell"])
    func `rules are printed in a firewall's language`(dialect: String) async throws {
        let ending = try await Binary.run("rules", "--hub", "h.azure-devices.net", "--dialect", dialect, "--offline")
        #expect(ending.status == 0 && ending.errors.contains("without today's addresses"))
        #expect(ending.output.contains("5671") && ending.output.contains("443"))
    }

    @Test func `help and version are printed`() async throws {
        let help = try await Binary.run("--help")
        #expect(help.status == 0 && help.output.contains("USAGE: edgeprobe"))
        #expect(!help.output.contains("emulate-hub"))
        let version = try await Binary.run("--version")
        #expect(version.status == 0 && version.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [
        "list", "plan --hub h.example", "rules --offline --hub h.example", "demo --list-faults", "--help", "--version",
    ])
    func `what cannot be printed is 73`(arguments: String) async throws {
        let ending = try await Binary.shell(#"exec "$0" \#(arguments) >/dev/full"#)
        #expect(ending.status == 73)
        #expect(ending.errors.hasPrefix("edgeprobe: standard output"))
    }
}

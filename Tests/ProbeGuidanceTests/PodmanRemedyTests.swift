import ProbeCore
import ProbeFindings
@testable import ProbeGuidance
import Testing

struct `where the engine is Podman` {
    private static func remedies(of cause: Cause) throws -> [Remedy] {
        var facts = Guidance.Facts(
            resolvers: ["10.3.0.53", "127.0.0.53"].compactMap { IPAddress($0) }, egressMTU: 1430)
        facts.isPodman = true
        let assignment = try #require(try GuidanceTests.assignments().first)
        return try GuidanceTests.findings(of: cause).flatMap { finding in
            Guidance.remedies(for: finding, in: assignment, facts: facts)
        }
    }

    private static func text(_ cause: Cause, _ id: RemedyID) throws -> String {
        let remedy = try #require(try remedies(of: cause).first { $0.id == id })
        return try #require(remedy.commands.first { $0.dialect == .shell }).text
    }

    @Test(arguments: Cause.allCases) func `no command is Docker's`(cause: Cause) throws {
        for remedy in try Self.remedies(of: cause) {
            #expect(remedy.commands.allSatisfy { $0.dialect != .daemonJSON })
            for command in remedy.commands where ![.firewalld, .request].contains(command.dialect) {
                #expect(command.text.firstMatch(of: /\b(docker|dockerd)\b/) == nil, "\(command.text)")
            }
            #expect(!remedy.steps.isEmpty || !remedy.commands.isEmpty)
        }
    }

    @Test func `its rules come back by a reload of its networks`() throws {
        #expect(try Self.text(.natMissingMasquerade, .restoreMasquerade).contains("podman network reload --all"))
    }

    @Test func `resolvers and subnets are files of its own`() throws {
        let resolvers = try Self.text(.dnsContainerStub, .engineDNS)
        #expect(resolvers.contains("'[containers]' \\\n  'dns_servers = [\"10.3.0.53\"]' \\\n"))
        let subnets = try Self.text(.routeBridgeOverlap, .moveBridge)
        #expect(subnets.contains("[network]\ndefault_subnet = \"192.168.200.0/24\""))
        #expect(subnets.contains("{ \"base\" = \"192.168.208.0/20\", \"size\" = 24 }"))
    }

    @Test func `a network's MTU is an option of its creation`() throws {
        let remedy = try #require(try Self.remedies(of: .mtuBridgeMismatch).first { $0.id == .networkMTU })
        #expect(remedy.commands.isEmpty && remedy.steps.contains { $0.english.contains("podman network create") })
    }
}

import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `broken IPv6` {
    private static func survey(from source: String, _ change: (inout ConnectEvidence) -> Void = { _ in }) -> Survey {
        var evidence = ConnectEvidence.silent(.registryHTTPS, at: Places.registryAddressV6)
        for index in evidence.attempts.indices {
            evidence.attempts[index].localAddress = SocketAddress(Places.address(source), port: 40_000)
        }
        change(&evidence)
        return Survey.healthy.adding(ConnectOtherAddresses.self, about: .registryHTTPS, evidence)
    }

    @Test func `is a warning with a global address`() throws {
        let survey = Self.survey(from: "2001:db8:3::17")
        #expect(survey.pathCauses == [.ipv6Broken])
        #expect(try survey.pathFinding(.ipv6Broken).severity == .warning)
        #expect(try survey.pathFinding(.ipv6Broken).confidence == .certain)
    }

    @Test func `is a remark with a unique local address`() throws {
        #expect(try Self.survey(from: "fd51::10").pathFinding(.ipv6Broken).severity == .info)
    }

    @Test func `is this device's where its own firewall stops it`() throws {
        let dropped = Self.survey(from: "2001:db8:3::17") { $0.attempts[0].datagramTwin = "EPERM" }
        let rejected = Self.survey(from: "2001:db8:3::17") { evidence in
            for index in evidence.attempts.indices {
                evidence.attempts[index].result = .failed
                evidence.attempts[index].error = "EACCES"
                evidence.attempts[index].icmp = ICMPError(
                    family: .v6, type: 1, code: 1, offender: Places.address("2001:db8:3::17"), offenderIsLocal: true)
            }
        }
        for survey in [dropped, rejected] {
            let finding = try survey.pathFinding(.ipv6Broken)
            #expect((finding.owner, finding.location.kind, finding.severity) == (.device, .thisDevice, .warning))
        }
        #expect(try Self.survey(from: "2001:db8:3::17").pathFinding(.ipv6Broken).owner == .siteNetwork)
    }

    @Test func `is not found where IPv6 works, is absent, or IPv4 fails too`() {
        let works = Self.survey(from: "2001:db8:3::17") { $0.attempts[1].result = .connected }
        #expect(works.pathCauses.isEmpty)
        let absent = Survey.healthy.adding(
            ConnectOtherAddresses.self, about: .registryHTTPS,
            .failed(.registryHTTPS, "ENETUNREACH", isSynchronous: true, at: Places.registryAddressV6))
        #expect(absent.pathCauses.isEmpty)
        let neither = Self.survey(from: "2001:db8:3::17").connecting(.registryHTTPS) { .silent($0) }
        #expect(!neither.pathCauses.contains(.ipv6Broken))
    }
}

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

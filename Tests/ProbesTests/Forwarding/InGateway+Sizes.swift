import CertificateMint
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTLS
@testable import Probes
import TestSupport
import Testing

/// A path that loses what is larger than a size, without a word.
extension InGateway {
    @Test func `the size that passes is found where segments of the usual small size are lost as well`() async throws {
        let now = Timestamp.now().secondsSince1970
        let validity = Timestamp(secondsSince1970: now - 3600)...Timestamp(secondsSince1970: now + 3600)
        let authority = try CertificateAuthority(
            root: .init("Site Root"), intermediate: .init("Site Issuer"), validity: validity)
        let identity = try authority.issue(
            .init(.init("hub.example"), alternativeNames: ["hub.example"], validity: validity, key: .p256))
        // A virtual link carries several segments as one packet, which no wire does.
        try Shell.run("ip link set eth0 gso_max_segs 1")
        defer { _ = try? Shell.run("ip link set eth0 gso_max_segs 65535") }
        try await VantageFiles.with(resolverConfiguration: identity.chain, hosts: identity.privateKey) { files in
            // openssl's own server has one connection after the other, and the control's stays open beside the walk's.
            try Shell.run(
                #"""
                cat > /run/answer <<'END'
                sed -u '/^.\{0,1\}$/q' > /dev/null
                printf 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
                END
                """#)
            let server = try GatewayLab.serve(
                "socat", "-d", "-d",
                "OPENSSL-LISTEN:443,bind=203.0.113.20,reuseaddr,fork,verify=0,"
                    + "cert=\(files.resolverConfiguration),key=\(files.hostsFile)",
                "EXEC:sh /run/answer", ready: "listening on")
            defer { withExtendedLifetime(server) {} }
            var plan = Plan(hub: try HostName(validating: "hub.example"))
            plan.services.trust = TrustedRoots(given: authority.root, onlyGiven: true)
            let endpoint = Endpoint(.hub, plan.services.hub, .https)
            let remote = SocketAddress(Rules.hub, port: 443)
            func asked() async throws -> SmallSegmentsEvidence {
                try await RequestWithSmallSegments().measure(endpoint, remote, .forTesting(plan)).evidence
            }

            let open = try await asked()
            #expect(open.connect.segmentClamp == 1000 && open.exchange?.result == .answered)
            #expect(open.sizes?.lost == nil && (open.sizes?.acknowledged ?? 0) > 1400)

            try Shell.run("ip netns exec site nft add table inet t")
            try Shell.run("ip netns exec site nft add chain inet t i '{ type filter hook input priority 0; }'")
            try Shell.run("ip netns exec site nft add rule inet t i ip length \\> 560 drop")
            let narrow = try await asked()
            let sizes = try #require(narrow.sizes)
            // 560 bytes of packet are 508 of payload: 20 of IP, 20 of TCP, 12 of its timestamps.
            let (passing, lost) = (try #require(sizes.acknowledged), try #require(sizes.lost))
            #expect(passing <= 508 && passing > 470, "\(sizes)")
            #expect(lost > 508 && lost < 540 && sizes.losses == 2, "\(sizes)")
            #expect(narrow.connect.segmentClamp == passing && narrow.exchange?.result == .answered)
        }
    }
}

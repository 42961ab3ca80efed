import ProbeCore
import ProbeFindings
import Testing

struct CauseTests {
    /// The public contract, written down a second time so that a renamed or lost id fails here.
    static let contract = """
        host.port-conflict host.port-reserved host.policy-denied host.veth-route host.hostname-too-long
        host.hostname-invalid host.clock-skew host.output-dropped host.link-down host.neighbour-dead
        ipv6.broken ipv6.nat64-silent config.malformed
        route.none route.blocked route.vpn-override route.dead-default route.stale route.policy-rule route.bridge-overlap
        fwd.disabled fwd.dropped fwd.rp-filter nat.missing-masquerade nat.redirected container.engine-absent
        container.resolver-stale container.not-measured container.network-internal container.ipv4-only
        dns.nxdomain dns.filtered dns.nodata dns.servfail dns.refused dns.no-recursion dns.port-refused dns.timeout dns.slow-first
        dns.resolvers-differ dns.udp-blocked dns.other-source dns.tcp-blocked dns.edns-intolerant dns.sinkhole dns.private-endpoint dns.injected
        dns.container-stub dns.container-fallback-public dns.container-none dns.container-blocked dns.hosts-file-only
        dns.container-split-view dns.resolver-library dns.search-wildcard
        tcp.dropped-port tcp.dropped-ip tcp.dropped-all tcp.refused tcp.reset-by-middlebox tcp.rejected-icmp
        tcp.admin-prohibited tcp.host-unreachable tcp.net-unreachable tcp.reset-midstream tcp.loop tcp.half-open-proxy
        tcp.asymmetric tcp.lossy
        mtu.blackhole-in mtu.blackhole-out mtu.bridge-mismatch
        tls.sni-filtered tls.swallowed tls.block-page tls.intercepted tls.intercepted-trusted tls.weak-chain tls.unknown-ca tls.incomplete-chain
        tls.expired tls.not-yet-valid tls.hostname-mismatch tls.version-mismatch tls.cipher-mismatch tls.non-tls-reply
        tls.closed tls.large-hello-intolerant
        mqtt.swallowed amqp.swallowed mqtt.closed amqp.closed proto.wrong-service
        ws.upgrade-stripped ws.upgrade-blocked ws.frames-dropped ws.subprotocol-missing
        http.not-the-hub transport.only-443
        portal.captive proxy.unreachable proxy.auth-required proxy.denied proxy.port-denied proxy.required
        proxy.scheme-unsupported proxy.env-mismatch
        registry.data-endpoint-blocked registry.forbidden registry.denied registry.limited dps.blocked hub.out-of-service
        dns.device-name-missing tls.device-name-blocked container.engine-stopped
        log.agent-fallback log.port-allocated log.hostname-invalid log.empty-config log.image-403 log.module-404
        log.small-device log.no-deployment log.image-401 log.image-404 log.pull-failed log.transient-network
        log.parent-unreachable log.socket-denied log.clock log.proxy-407 log.certificate log.format-exception
        log.proxy-denied log.image-429
        deployment.image-missing deployment.platform-missing deployment.port-collision deployment.placeholder
        deployment.shell-entrypoint deployment.small-device
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test
    func `the causes are those of the contract`() {
        #expect(Self.contract.count == Set(Self.contract).count)
        #expect(Set(Cause.allCases.map(\.rawValue)) == Set(Self.contract))
    }

    @Test(arguments: Cause.allCases)
    func `an id is a layer and a cause in lower case`(cause: Cause) {
        let parts = cause.rawValue.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        for part in parts {
            #expect(!part.isEmpty && part.first != "-" && part.last != "-")
            #expect(part.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d })
        }
    }
}

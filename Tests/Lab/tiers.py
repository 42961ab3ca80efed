"""The causes that have to be proven here first, and those they are mistaken for."""

TIER_ONE = """
host.port-conflict host.hostname-too-long host.clock-skew host.output-dropped ipv6.broken
route.none route.blocked route.vpn-override route.dead-default route.policy-rule route.bridge-overlap
fwd.disabled fwd.dropped fwd.rp-filter nat.missing-masquerade nat.redirected container.engine-absent container.not-measured
container.network-internal
dns.nxdomain dns.filtered dns.nodata dns.servfail dns.refused dns.port-refused dns.timeout dns.slow-first dns.udp-blocked
dns.tcp-blocked dns.edns-intolerant dns.no-recursion dns.resolvers-differ
dns.sinkhole dns.private-endpoint dns.container-stub dns.container-fallback-public dns.container-none dns.container-blocked
dns.hosts-file-only
tcp.dropped-port tcp.dropped-ip tcp.dropped-all tcp.refused tcp.reset-by-middlebox tcp.rejected-icmp tcp.admin-prohibited
tcp.host-unreachable tcp.net-unreachable tcp.reset-midstream tcp.half-open-proxy
mtu.blackhole-in mtu.blackhole-out mtu.bridge-mismatch
tls.sni-filtered tls.swallowed tls.intercepted tls.intercepted-trusted tls.unknown-ca tls.expired tls.not-yet-valid
tls.hostname-mismatch tls.version-mismatch tls.non-tls-reply tls.closed
mqtt.swallowed mqtt.closed amqp.swallowed amqp.closed proto.wrong-service ws.upgrade-stripped ws.upgrade-blocked
ws.frames-dropped http.not-the-hub transport.only-443
portal.captive proxy.unreachable proxy.auth-required proxy.denied proxy.port-denied proxy.required proxy.scheme-unsupported
registry.data-endpoint-blocked registry.forbidden registry.denied dps.blocked
""".split()

#: Each cause of tier 1 beside those that it is not to be confused with; both sides have to be named right somewhere.
NEIGHBOURS = {
    "host.clock-skew": ["tls.expired", "tls.not-yet-valid"],
    "host.output-dropped": ["tcp.dropped-port", "tcp.dropped-ip", "tcp.dropped-all"],
    "route.none": ["tcp.net-unreachable"],
    "route.blocked": ["host.output-dropped"],
    "route.vpn-override": ["route.policy-rule", "route.dead-default"],
    "route.dead-default": ["tcp.dropped-all", "dns.timeout"],
    "route.bridge-overlap": ["dns.port-refused"],
    "fwd.disabled": ["fwd.dropped"],
    "fwd.dropped": ["nat.missing-masquerade", "fwd.rp-filter"],
    "nat.redirected": ["tls.intercepted", "dns.port-refused"],
    "dns.nxdomain": ["dns.filtered"],
    "dns.servfail": ["dns.timeout"],
    "dns.refused": ["dns.port-refused"],
    "dns.port-refused": ["dns.container-stub"],
    "dns.timeout": ["dns.udp-blocked", "dns.slow-first", "dns.container-fallback-public", "dns.tcp-blocked", "dns.edns-intolerant"],
    "dns.nodata": ["dns.no-recursion"],
    "dns.slow-first": ["dns.resolvers-differ"],
    "dns.sinkhole": ["dns.private-endpoint", "tcp.dropped-ip", "tls.hostname-mismatch"],
    "tcp.dropped-port": ["tcp.dropped-ip", "fwd.dropped"],
    "tcp.dropped-all": ["route.none", "fwd.disabled"],
    "tcp.refused": ["tcp.reset-by-middlebox", "tcp.rejected-icmp"],
    "tcp.admin-prohibited": ["tcp.host-unreachable"],
    "tcp.reset-midstream": ["tls.sni-filtered"],
    "mtu.blackhole-in": ["tls.swallowed"],
    "mtu.blackhole-out": ["tls.sni-filtered"],
    "tls.sni-filtered": ["tls.closed"],
    "registry.forbidden": ["registry.denied"],
    "tls.intercepted": ["tls.unknown-ca", "tls.intercepted-trusted"],
}

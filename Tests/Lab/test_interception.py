"""What boxes on the way do to TLS and to what is inside it, each beside the fault it is mistaken for."""

import contextlib

import pytest
import services
from emulator import DATA, EmulatedHub
from expectations import blamed, healthy, remarked, unharmed
from services import DPS, HUB, REGISTRY

# Only what the device sends: the hub's certificate, in the clear in TLS 1.2, bears the name too.
MATCH = ["-s", "198.51.100.10", "-p", "tcp", "-m", "string", "--algo", "bm", "--string", HUB]


def test_a_filter_that_resets_the_hubs_name(check, site):
    with site.matching(site.edge, *MATCH, "-j", "REJECT", "--reject-with", "tcp-reset"):
        result = check()
    blamed(result, "tls.sni-filtered", owner="site-network")


def test_a_filter_that_drops_the_hubs_name(check, site):
    with site.matching(site.gateway, *MATCH, "-j", "DROP"):
        result = check()
    blamed(result, "tls.sni-filtered", owner="site-network")


def test_a_filter_of_the_hubs_name_on_443_alone(check, site):
    with site.matching(site.gateway, *MATCH, "--dport", "443", "-j", "DROP"):
        result = check()
    blamed(result, "tls.sni-filtered", owner="site-network")


def test_a_box_that_resets_every_hello_looks_at_no_name(check, site):
    with site.filtered(site.gateway, "tcp flags & (syn | psh) == psh iifname lan reject with tcp reset"):
        result = check()
    blamed(result, "tcp.reset-midstream", owner="site-network")


def test_a_filter_of_another_name_harms_nobody(check, site):
    with site.matching(site.gateway, *MATCH[:-1], "facebook.example", "-j", "DROP"):
        healthy(check())


# Inspection.

@pytest.fixture
def inspecting(site, folder, hub):
    """A proxy on the edge router that opens up TLS on the ports, with certificates of its own for every name."""
    @contextlib.contextmanager
    def start(authority, *conditions):
        proxy = services.bumping_squid(site.edge, f"{folder}/bump", authority, site.RESOLVER, hub.root)
        rules = "\n".join(f"iifname site {condition} redirect to :3130" for condition in conditions or ["tcp dport 443"])
        try:
            with site.filtered(site.edge, rules, hook="redirect"):
                yield
        finally:
            proxy.stop()

    return start


def test_inspection_of_443_is_named(check, inspecting, authority):
    with inspecting(authority):
        result = check()
    blamed(result, "tls.intercepted")
    assert "Lab Root" in result.explain()


def test_inspection_of_the_hub_alone_is_named(check, inspecting, authority, site):
    with inspecting(authority, f"ip daddr {site.CLOUD} tcp dport 443"):
        result = check()
    blamed(result, "tls.intercepted")


def test_inspection_whose_root_this_host_trusts_fails_containers_that_meet_it(check, inspecting, authority):
    with inspecting(authority):
        result = check("--upstream", "amqp-ws", environment={"SSL_CERT_FILE": authority.root})
    blamed(result, "tls.intercepted-trusted", code=0)
    assert result.verdict == "degraded", result.explain()


def test_inspection_whose_root_this_host_trusts_is_a_remark_where_no_container_meets_it(check, inspecting, authority):
    with inspecting(authority):
        result = check(environment={"SSL_CERT_FILE": authority.root})
    unharmed(result)
    remarked(result, "tls.intercepted-trusted")


def test_inspection_that_spares_the_hub_and_its_services_is_healthy(check, inspecting, authority, site):
    with inspecting(authority, "ip daddr 203.0.113.77 tcp dport 443"):
        healthy(check())


# The hub's own faults.

@pytest.fixture
def faulty(site, folder, probe, request):
    """Runs the program against a hub with faults, at another address than the healthy one's."""
    @contextlib.contextmanager
    def start(*faults):
        path = f"{folder}/faulty"
        arguments = [part for fault in faults for part in ("--fault", fault)]
        broken = EmulatedHub(site.cloud, path, site.OTHER, *arguments)
        names = {name: site.OTHER for name in (HUB, DPS, REGISTRY, DATA)}
        resolver = services.unbound(site.edge, f"{path}-names", site.EDGE, names)
        try:
            with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
                yield lambda *more: probe("--ca-file", broken.root, *more, trust=False)
        finally:
            resolver.stop()
            broken.stop()

    return start


@pytest.mark.parametrize("fault,cause,code,owner", [
    ("tls-expired", "tls.expired", 1, "hub-configuration"),
    ("tls-not-yet-valid", "tls.not-yet-valid", 1, "hub-configuration"),
    ("tls-hostname-mismatch", "tls.hostname-mismatch", 1, "hub-configuration"),
    ("tls-unknown-ca", "tls.unknown-ca", 1, "device"),
    ("tls-intercepted", "tls.intercepted", 1, None),
    ("tls-version", "tls.version-mismatch", 1, None),
    ("tls-swallowed", "tls.swallowed", 1, None),
    ("tls-closed", "tls.closed", 1, None),
    ("tls-reset", "tls.sni-filtered", 1, "site-network"),
    ("tls-sni-silent", "tls.sni-filtered", 1, "site-network"),
    ("http-not-hub", "http.not-the-hub", 1, None),
    ("amqp-swallowed", "amqp.swallowed", 0, None),
    ("amqp-closed", "amqp.closed", 0, None),
    ("amqp-091", "proto.wrong-service", 0, None),
    ("clock-skew", "host.clock-skew", 1, "device"),
])
def test_a_fault_of_the_hub_has_its_own_name(faulty, fault, cause, code, owner):
    with faulty(fault) as ask:
        result = ask()
    blamed(result, cause, code=code, owner=owner)


@pytest.mark.parametrize("fault,cause", [
    ("ws-upgrade-stripped", "ws.upgrade-stripped"), ("ws-upgrade-reset", "ws.upgrade-blocked"),
    ("ws-subprotocol-missing", "ws.subprotocol-missing"),
    ("mqtt-swallowed", "mqtt.swallowed"), ("mqtt-closed", "mqtt.closed"),
])
def test_a_fault_of_what_nobody_uses_is_a_remark(faulty, fault, cause):
    with faulty(fault) as ask:
        result = ask()
    unharmed(result)
    remarked(result, cause)


@pytest.mark.parametrize("fault,cause", [
    ("ws-upgrade-stripped", "ws.upgrade-stripped"), ("ws-upgrade-reset", "ws.upgrade-blocked"),
    ("ws-frames-dropped", "ws.frames-dropped"),
])
def test_broken_websockets_degrade_who_uses_them(faulty, fault, cause):
    with faulty(fault) as ask:
        result = ask("--upstream", "amqp-ws")
    blamed(result, cause, code=0)
    assert result.verdict == "degraded", result.explain()

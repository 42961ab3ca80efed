"""What goes wrong between a device and its resolvers, and what merely looks wrong."""

import contextlib

import pytest
import services
from emulator import DATA
from expectations import blamed, healthy, remarked
from services import DPS, HUB, REGISTRY


@pytest.fixture
def resolver(site, folder, request):
    """Starts a resolver of the site's own, on the edge router, and lets the device ask it alone."""
    others = {name: site.SECOND for name in (DPS, REGISTRY, DATA)}

    @contextlib.contextmanager
    def answering(records={HUB: site.CLOUD}, *settings):
        path = f"{folder}/{request.node.name.partition('[')[0]}"
        running = services.unbound(site.edge, path, site.EDGE, {**others, **records}, *settings)
        try:
            with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
                yield
        finally:
            running.stop()

    return answering


def test_a_name_that_only_the_site_denies_is_filtered(check, site, resolver):
    with resolver({}):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.filtered", owner="site-network")


def test_a_name_that_only_the_site_answers_emptily_is_filtered(check, site, resolver):
    with resolver({}, f'local-zone: "{HUB}." always_nodata'):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.filtered", owner="site-network")


def test_a_name_that_only_the_site_refuses_is_filtered(check, site, resolver):
    with resolver({}, f'local-zone: "{HUB}." always_refuse'):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.filtered", owner="site-network")


def test_a_name_that_everybody_denies_does_not_exist(check, site, resolver):
    with resolver({}):
        result = check(hub="nohub.azure-devices.net", control=site.RESOLVER)
    blamed(result, "dns.nxdomain", owner="hub-configuration")


def test_a_denial_without_a_second_opinion_accuses_nobody_for_certain(check, resolver):
    with resolver({}):
        result = check()
    blamed(result, "dns.nxdomain")
    assert result.finding("dns.nxdomain")["confidence"] == "possible", result.explain()


def test_a_name_without_an_address_anywhere_has_no_data(check, site, resolver, folder):
    empty = 'local-data: "nohub.azure-devices.net. 60 IN TXT x"'
    control = services.unbound(site.cloud, f"{folder}/control", site.OTHER, {}, empty)
    try:
        with resolver({}, empty):
            result = check(hub="nohub.azure-devices.net", control=site.OTHER)
    finally:
        control.stop()
    blamed(result, "dns.nodata")


def test_a_resolver_that_cannot_resolve_the_name_fails(check, site, resolver):
    with resolver({}, f'local-zone: "{HUB}." transparent'):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.servfail", owner="site-network")


def test_a_resolver_whose_forwarder_is_dead_stays_silent_for_this_name(check, site, resolver):
    dead = (f'local-zone: "{HUB}." transparent', "forward-zone:", f'  name: "{HUB}."', f"  forward-addr: {site.NOBODY}")
    with resolver({}, *dead):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.timeout", owner="site-network")


def test_a_resolver_that_refuses_this_client_refuses(check, site, resolver):
    with resolver({}, f"access-control: {site.DEVICE}/32 refuse"):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.refused", owner="site-network")


def test_a_resolver_that_is_not_running_refuses_the_port(check, site):
    with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.port-refused")


def test_resolvers_that_are_all_dead_are_silent(check, site):
    with site.device.asking(site.NOBODY, "203.0.113.98", normally=[site.RESOLVER]):
        result = check(control=site.RESOLVER)
    blamed(result, "dns.timeout")
    assert result.seconds < 8, result.explain()


def test_a_dead_first_resolver_slows_every_look_up_down(check, site):
    with site.device.asking(site.NOBODY, site.RESOLVER, normally=[site.RESOLVER]):
        result = check()
    blamed(result, "dns.slow-first", code=0)
    assert result.verdict == "degraded", result.explain()


@pytest.mark.parametrize("rule", ["drop", "reject with icmp admin-prohibited"], ids=["dropped", "rejected"])
def test_a_resolver_that_answers_over_tcp_alone_has_udp_blocked(check, site, rule):
    with site.filtered(site.gateway, f"udp dport 53 {rule}"):
        result = check()
    blamed(result, "dns.udp-blocked", owner="site-network")


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1"])
def test_an_address_that_no_service_has_is_a_sinkhole(check, resolver, address):
    with resolver({HUB: address}):
        result = check()
    blamed(result, "dns.sinkhole", owner="site-network")


def test_a_block_page_in_place_of_the_hub_is_a_sinkhole(check, site, resolver, folder, authority):
    key, chain = authority.leaf("blocked", "blocked.lab")
    page = services.nginx_page(site.cloud, f"{folder}/blocked", site.OTHER, key, chain)
    try:
        with resolver({HUB: site.OTHER}):
            result = check(control=site.RESOLVER)
    finally:
        page.stop()
    blamed(result, "dns.sinkhole", owner="site-network")


def test_a_block_page_that_every_resolver_leads_to_is_not_the_sites_sinkhole(check, site, resolver, folder, authority):
    key, chain = authority.leaf("moved", "moved.lab")
    page = services.nginx_page(site.cloud, f"{folder}/moved", site.OTHER, key, chain)
    control = services.unbound(site.cloud, f"{folder}/control", site.CONTROL, {HUB: site.OTHER})
    try:
        with resolver({HUB: site.OTHER}):
            result = check(control=site.CONTROL)
    finally:
        page.stop()
        control.stop()
    assert "dns.sinkhole" not in result.explain() and result.code == 1, result.explain()


# What looks odd and works.

def test_an_answer_too_long_for_a_datagram_comes_over_tcp(check, site, resolver):
    site.cloud.route("local", "203.0.113.128/26", "dev", "lo")
    everywhere = [f"203.0.113.{n}" for n in range(128, 168)]
    try:
        with resolver({HUB: everywhere}, "max-udp-size: 512"), site.filtered(
                site.cloud, f"ip daddr 203.0.113.128/26 dnat to {site.CLOUD}", hook="redirect"):
            result = check()
    finally:
        site.cloud("ip", "route", "del", "local", "203.0.113.128/26", "dev", "lo")
    healthy(result)
    assert any(a["network"] == "tcp" for e in result.seen("dns.resolve", host=HUB) for s in e["servers"] for a in s["answers"])


def test_a_private_endpoint_is_a_remark(check, site, resolver, folder):
    private, alias = "10.8.7.6", "myhub.privatelink.azure-devices.net"
    site.cloud.address("eth0", f"{private}/32")
    site.edge.route(f"{private}/32", "dev", "net")
    zone = services.zone(f"{folder}/privatelink", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {private}"})
    try:
        with resolver({}, *zone), site.filtered(site.cloud, f"ip daddr {private} dnat to {site.CLOUD}", hook="redirect"):
            result = check()
    finally:
        site.cloud("ip", "addr", "del", f"{private}/32", "dev", "eth0")
        site.edge("ip", "route", "del", f"{private}/32")
    healthy(result)
    remarked(result, "dns.private-endpoint")


def test_a_hosts_file_entry_is_as_good_as_a_resolver(check, site, resolver):
    with site.device.knowing({HUB: site.CLOUD}), resolver({}):
        healthy(check())


@pytest.mark.parametrize("options", ["search lab.example corp.example\noptions ndots:15", "options rotate timeout:1 attempts:1",
                                     "options edns0 trust-ad use-vc", "options single-request-reopen no-aaaa"])
def test_options_of_resolv_conf_harm_nobody(check, site, options):
    with site.device.asking(site.RESOLVER, options=options, normally=[site.RESOLVER]):
        healthy(check())


def test_two_resolvers_are_as_good_as_one(check, site, resolver):
    with resolver(), site.device.asking(site.EDGE, site.RESOLVER, normally=[site.RESOLVER]):
        healthy(check())


def test_a_second_resolver_that_denies_the_name_is_not_asked(check, site, resolver):
    with resolver({}), site.device.asking(site.RESOLVER, site.EDGE, normally=[site.RESOLVER]):
        healthy(check())

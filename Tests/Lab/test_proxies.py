"""Sites where a proxy or a login page stands between the device and the hub."""

import pytest
import services
from emulator import DATA
from expectations import blamed, healthy, remarked, unharmed
from services import DPS, HUB, REGISTRY

LOCKED = "iifname lan tcp dport != 3128 drop"
PORTALS = ["www.msftconnecttest.com", "detectportal.firefox.com"]
WAY_OUT = "http://203.0.113.80:3128"


#: The proxy answers, so it is the way out, and what is closed beside it is as the site wants it.
PROXY_SITE = pytest.mark.xfail(strict=True, reason="names that nobody resolves are accused beside, and before, the proxy")


@pytest.fixture
def proxy(site, folder, hub):
    """Starts squid in the cloud; everything but it may be locked away."""
    running = []

    def start(**settings):
        running.append(services.squid(site.cloud, f"{folder}/wayout", site.RESOLVER, **settings))

    yield start
    for service in running:
        service.stop()


@pytest.fixture
def locked(site):
    """Nothing but the proxy leads out; even names go no further than the site."""
    with site.filtered(site.gateway, f"{LOCKED}\niifname lan udp dport 53 drop"):
        yield


def proxied(result):
    """Everything that can use a proxy is proven through it."""
    assert {t["transport"]: (t["usable"], t["via"]) for t in result.report["transports"] if t["usable"]} == {
        name: (True, "proxy") for name in ("https", "mqtt-ws", "amqp-ws")}, result.explain()


def test_a_proxy_with_credentials_is_a_way_out(check, proxy, locked):
    proxy(user="gateway", password="s3cr3t")
    result = check("--proxy", "http://gateway:s3cr3t@203.0.113.80:3128", "--upstream", "amqp-ws")
    proxied(result)
    blamed(result, "proxy.required", code=0, owner="device")
    assert result.verdict == "degraded", result.explain()


def test_a_proxy_is_the_way_out_of_who_wants_amqp(check, proxy, locked):
    proxy()
    result = check("--proxy", WAY_OUT)
    proxied(result)
    blamed(result, "proxy.required", code=0, owner="device")


@PROXY_SITE
def test_wrong_credentials_are_refused_not_missing(check, proxy, locked):
    proxy(user="gateway", password="s3cr3t")
    result = check("--proxy", "http://gateway:wrong@203.0.113.80:3128", "--upstream", "amqp-ws")
    blamed(result, "proxy.auth-required", owner="proxy")


def test_a_proxy_that_refuses_is_accused_whatever_else_is(check, proxy, locked):
    proxy(user="gateway", password="s3cr3t", rules="http_access allow all")
    result = check("--proxy", "http://gateway:wrong@203.0.113.80:3128", "--upstream", "amqp-ws")
    assert result.code == 1 and "refuses the credentials" in result.finding("proxy.auth-required")["summary"], result.explain()
    assert "proxy.denied" not in result.causes, result.explain()


@PROXY_SITE
def test_a_proxy_that_denies_the_hub(check, proxy, locked):
    proxy(rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\nhttp_access allow all")
    result = check("--proxy", WAY_OUT, "--upstream", "amqp-ws")
    blamed(result, "proxy.denied", owner="proxy")


def test_a_dead_proxy_is_unreachable(check, locked):
    result = check("--proxy", WAY_OUT, "--upstream", "amqp-ws")
    blamed(result, "proxy.unreachable", "dns.timeout", owner="proxy")


def test_a_dead_proxy_that_nobody_needs_blocks_nobody(check):
    result = check(environment={"https_proxy": WAY_OUT})
    unharmed(result)
    remarked(result, "proxy.unreachable")


def test_a_proxy_that_allows_443_alone_carries_websockets(check, proxy, locked):
    proxy(rules="acl https port 443\nhttp_access deny CONNECT !https\nhttp_access allow all")
    result = check("--proxy", WAY_OUT, "--upstream", "amqp-ws")
    proxied(result)
    remarked(result, "proxy.port-denied")
    blamed(result, "proxy.required", code=0)


def test_no_proxy_keeps_the_hub_direct(check, proxy):
    proxy(rules="http_access deny all")
    exceptions = f".azure-devices.net,{DPS},{REGISTRY},.data.mcr.microsoft.com"
    result = check(environment={"https_proxy": WAY_OUT, "NO_PROXY": exceptions})
    healthy(result)
    assert result.seen("proxy.tunnel") == [], result.explain()


def test_a_proxy_beside_an_open_way_is_no_trouble(check, proxy):
    proxy()
    result = check(environment={"https_proxy": WAY_OUT})
    unharmed(result)
    assert result.verdict == "ready", result.explain()


# Portals.

@pytest.fixture
def pages(site, folder, hub):
    """The pages that portal checks fetch, as their operators publish them, and names that lead to them."""
    names = {HUB: site.CLOUD, **{n: site.SECOND for n in (DPS, REGISTRY, DATA)}, **{n: site.OTHER for n in PORTALS}}
    answer = 'if ($uri = /success.txt) { return 200 "success\\n"; } return 200 "Microsoft Connect Test";'
    running = [services.nginx_page(site.cloud, f"{folder}/pages", site.OTHER, answer=answer),
               services.unbound(site.edge, f"{folder}/pages-names", site.EDGE, names)]
    with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
        yield
    for service in running:
        service.stop()


@pytest.fixture
def portal(site, folder, authority):
    """A login page on the gateway that takes all of the device's web traffic."""
    key, chain = authority.leaf("portal", "login.portal.lab")
    page = services.nginx_page(site.gateway, f"{folder}/portal", "0.0.0.0", key, chain, port=8080, tls_port=8443,
                               answer="return 302 http://login.portal.lab/;")
    with site.filtered(site.gateway, "iifname lan tcp dport 80 redirect to :8080\niifname lan tcp dport 443 redirect to :8443",
                       hook="redirect"):
        yield
    page.stop()


def test_a_login_page_is_a_captive_portal(check, site, pages, portal):
    with site.filtered(site.edge, "tcp dport { 5671, 8883 } drop"):
        result = check(portal=True)
    blamed(result, "portal.captive", owner="site-network")


def test_a_blocked_hub_behind_no_portal_is_only_blocked(check, site, pages):
    with site.filtered(site.edge, "ip daddr 203.0.113.10 drop"):
        result = check(portal=True)
    blamed(result, "tcp.dropped-ip", owner="site-network")

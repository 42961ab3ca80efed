"""The probes climb real servers: mosquitto, RabbitMQ, nginx, unbound and squid."""

import functools

import pytest
import services
from services import HUB


@pytest.fixture(scope="module")
def ask(probe, authority):
    """Asks for the hub alone, whose certificates are the authority's."""
    return functools.partial(probe, "--ca-file", authority.root, "--no-dps", "--no-registry")


@pytest.fixture(scope="module")
def cloud(site, authority, folder):
    key, chain = authority.leaf("hub", "*.azure-devices.net", "azure-devices.net")
    running = [
        services.unbound(site.cloud, f"{folder}/unbound", site.RESOLVER, {HUB: site.CLOUD}),
        services.mosquitto(site.cloud, f"{folder}/mosquitto", key, chain),
        services.rabbitmq(site.cloud, f"{folder}/rabbitmq", key, chain),
        services.nginx(site.cloud, f"{folder}/nginx", key, chain),
        services.websocket_bridge(site.cloud, f"{folder}/bridge"),
    ]
    yield
    for service in reversed(running):
        service.stop()


def test_every_real_server_is_climbed_or_named(cloud, ask):
    result = ask()
    transports = result.transports
    assert transports["https"] == (True, "iothub-errorcode"), result.explain()
    assert transports["mqtt"][0] is True and transports["mqtt"][1].startswith("connack-"), result.explain()
    assert transports["mqtt-ws"][0] is True and transports["mqtt-ws"][1].startswith("connack-"), result.explain()
    # RabbitMQ insists on SASL and opens under its own name: its mechanisms are the only proof it gives.
    sasl = result.seen("amqp.sasl", transport="amqp")[0]["conversation"]
    assert "ANONYMOUS" in sasl["mechanisms"], result.explain()
    assert sasl["containerID"] and not sasl["containerID"].startswith("DeviceGateway_")
    upgrade = result.seen("ws.upgrade", transport="amqp-ws")[0]
    assert upgrade["answer"]["status"] == 101 and upgrade["acceptMatches"] and upgrade["subprotocolMatches"]


def test_the_resolver_is_asked_over_udp_and_its_addresses_are_used(cloud, ask, site):
    result = ask()
    [evidence] = result.seen("dns.resolve", host=HUB)
    assert evidence["addresses"] == [site.CLOUD], result.explain()


def test_a_name_that_does_not_exist_is_named(cloud, ask, site):
    result = ask(hub="nohub.azure-devices.net")
    assert result.code == 1 and result.verdict == "blocked", result.explain()
    assert result.causes == ["dns.nxdomain"], result.explain()


def test_a_proxy_with_credentials_carries_https_and_websockets(cloud, ask, site, folder):
    proxy = services.squid(site.cloud, f"{folder}/squid", site.RESOLVER, user="user", password="s3cr3t%word")
    try:
        url = f"http://user:s3cr3t%25word@{site.PROXY}:3128"
        result = ask("--proxy", url, "--upstream", "mqtt-ws")
        tunnels = result.seen("proxy.tunnel")
        assert len(tunnels) == 3 and all(t["answer"]["status"] == 200 for t in tunnels), result.explain()
        everything = result.text + result.errors + str(result.report)
        assert "s3cr3t" not in everything
    finally:
        proxy.stop()


def test_a_proxy_that_wants_credentials_is_named(cloud, ask, site, folder):
    proxy = services.squid(site.cloud, f"{folder}/squid407", site.RESOLVER, user="user", password="word")
    try:
        rules = f"ip saddr {site.DEVICE} tcp dport {{ 443, 5671, 8883 }} drop"
        with site.gateway.filtered(rules):
            result = ask("--proxy", f"http://{site.PROXY}:3128", "--upstream", "amqp-ws")
        assert "proxy.auth-required" in result.causes, result.explain()
    finally:
        proxy.stop()

"""What `rules` says without a run is what the device would ask for."""

from kit import pair
from program import EDGEPROBE
from services import HUB


def test_names_are_asked_of_whom_a_resolver_of_the_device_passes_them_on_to():
    """resolv.conf names a resolver on loopback, as systemd-resolved writes it: what a firewall sees goes to others."""
    with pair() as (device, _):
        device.resolvers("127.0.0.53", options="options edns0 trust-ad")
        device.write("/run/systemd/resolve/resolv.conf", "nameserver 198.51.100.53\nnameserver 198.51.100.54\n", mode="644")
        for dialect in ("request", "nftables"):
            text = device(EDGEPROBE, "rules", "--hub", HUB, "--offline", "--dialect", dialect, "--config-root", "/sys").stdout
            assert "198.51.100.53" in text and "198.51.100.54" in text and "127.0.0.53" not in text, text

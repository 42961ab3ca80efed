"""What a healthy device may have of its own: another family, firewalls, a configuration, the time."""

from clock import chrony
from composed.parts import trait
from filters import Firewalld, Ufw
from nat64 import Clat, Nat64
import services
from services import HUB, REGISTRY
from topology import Site

FAR = "2001:db8:53::10"
CLOCK = "203.0.113.123"


@trait("stack", without={"box", "uplink"})
def dual_stack(net):
    "The device has IPv6 as well, the hub has none, and the registry answers on both."
    yield lambda: net.reaches(443, FAR)
    global_ipv6(net)
    net.know({REGISTRY: [Site.SECOND, FAR]})
    services.relay6(net.lab.cloud, f"{net.lab.folder}/relay6", FAR, 443, Site.CLOUD)


@trait("stack", weight=0.5, without={
    "engine", "uplink", "vpn", "names", "stub", "options", "hosts", "proxy", "box", "tls", "link", "translation", "control", "icmp", "clock",
    "path", "resolution", "segments", "containers", "services"})
def nat64(net):
    "The device's network has IPv6 alone; the device translates, and its gateway translates back."
    yield lambda: net.device_says("ip -4 route show default | grep -q 'dev clat'")
    Nat64(net.lab.gateway, f"{net.lab.folder}/nat64", "fd51::1", Site.RESOLVER)
    net.lab.device("ip", "-4", "address", "flush", "dev", net.outside)
    Clat(net.lab.device, net.lab.gateway, f"{net.lab.folder}/clat", "fd51::10")
    net.ask_only("fd51::1")


def global_ipv6(net):
    """An address that looks global, and the way out and back over all routers."""
    lab = net.lab
    lab.device.address(net.outside, "2001:db8:51::10/64")
    lab.gateway.address(net.inside, "2001:db8:51::1/64")
    for number, onward in enumerate(lab.site.routers[1:], 77):
        onward.route("2001:db8:51::/64", "via", f"fd{number}::1")
    lab.edge.route(f"{FAR}/128", "via", "fd53::10")
    lab.cloud.address("eth0", f"{FAR}/64")
    # Routers ask for each other by addresses that are tentative at first (RFC 4862).
    for host in lab.site.hosts:
        host("sh", "-c", "until ! ip -6 address show tentative | grep -q .; do sleep 0.1; done", timeout=10)


@trait("firewall")
def firewalld(net):
    "firewalld runs on the gateway as it should."
    yield lambda: net.device_says("firewall-cmd --state")
    net.firewalld = Firewalld(net.lab.device)


@trait("firewall")
def ufw(net):
    "ufw runs on the gateway as it should."
    yield lambda: net.device_says("ufw status | grep -q 'Status: active'")
    Ufw(net.lab.device)


@trait("configuration")
def configured(net):
    "IoT Edge is configured already, and not yet provisioned."
    yield lambda: net.device_says("test -s /etc/aziot/config.toml")
    configure(net, "device")


def configure(net, hostname):
    """Writes IoT Edge's configuration, which only root reads."""
    net.lab.device.write("/etc/aziot/config.toml", f"""hostname = "{hostname}"

[provisioning]
source = "manual"
iothub_hostname = "{HUB}"
device_id = "lab-device"

[provisioning.authentication]
method = "sas"
device_id_pk = {{ value = "c2VjcmV0" }}
""")
    net.user = None


@trait("clock")
def time_server_agrees(net):
    "A time server agrees with the device but for two seconds."
    yield lambda: services.listens(net.lab.cloud, "udp", 123)
    net.lab.cloud.address("eth0", f"{CLOCK}/24")
    chrony(net.lab.cloud, f"{net.lab.folder}/chrony", CLOCK, offset=2)
    # The device's own, whatever the machine below the lab is configured with.
    net.lab.device.write("/etc/chrony/chrony.conf", "pool time.plant.example iburst\n")
    net.know({"time.plant.example": CLOCK})

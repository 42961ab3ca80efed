"""Everything a scenario can put its hands on: the site, the hub in its cloud, the names, and the program on the device."""

import os

import services
from certificates import Authority
from emulator import DATA, EmulatedHub
from engine import Engine
from isolation import FOLDER
from network import DelayedLink
from program import probe
from services import DPS, HUB, REGISTRY
from topology import Site


class Lab:
    """A site, a faithful hub and a resolver that knows them; the last two start when the program is first run."""

    def __init__(self, **site):
        self.site = Site(**site)
        self.device, self.gateway, self.edge, self.cloud = (
            self.site.device, self.site.gateway, self.site.edge, self.site.cloud)
        self.folder = FOLDER
        #: Faults of the hub itself, as `edgeprobe demo --list-faults` names them.
        self.hub_faults = []
        self.hub_address = Site.CLOUD
        #: The name that it goes by; by its classic one it goes by the two others too.
        self.hub_name = HUB
        #: What is true besides the usual: a resolver that is built later knows it as well.
        self.known = {}
        #: What the resolver in the cloud knows, and settings of its own; edit before the start, or call `restart`.
        self.names = Names(self, self.cloud, Site.RESOLVER)
        #: Roots that the program is told to trust besides the hub's, as paths.
        self.trusted = []
        self._hub = None
        self._authority = None
        self._engine = None
        self._site_resolver = None

    @property
    def authority(self):
        """A certificate authority that is not the hub's: for boxes that speak in its place."""
        if self._authority is None:
            self._authority = Authority(f"{self.folder}/authority")
            os.chmod(self._authority.root, 0o644)
        return self._authority

    def start(self):
        if self._hub is None:
            faults = [part for fault in self.hub_faults for part in ("--fault", fault)]
            self._hub = EmulatedHub(self.cloud, f"{self.folder}/hub", self.hub_address, *faults, name=self.hub_name)
            self.names.start()

    @property
    def hub_root(self):
        """Where the hub's root certificate lies; the hub makes it when it starts."""
        self.start()
        return self._hub.root

    def probe(self, *arguments, hub=HUB, environment=None, **options):
        """Runs the program on the device, whose own store has the roots that the services' chains end at, unless said otherwise."""
        bundle = f"{self.folder}/trusted.pem"
        with open(bundle, "w") as out:
            for path in (self.hub_root, *self.trusted):
                with open(path) as root:
                    out.write(root.read())
        return probe(self.device, self.folder, "--ca-file", bundle, *arguments, hub=hub,
                     environment={"SSL_CERT_FILE": bundle, **(environment or {})}, **options)

    def restart_hub(self, *faults):
        """Brings the hub back with these faults and no others: what its operator's repair amounts to."""
        self._hub.stop()
        self._hub = None
        self.hub_faults = list(faults)
        self.start()

    def separate(self, name, address):
        """Gives a service an address of its own, so that a filter can hit it alone."""
        self.names.records[name] = address
        self.cloud.redirects(f"ip daddr {address} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")

    def global_ipv6(self, far):
        """Gives the device an IPv6 address that looks global, a default route, and a way to an address in the cloud."""
        near = "2001:db8:51::10"
        self.device.address("eth0", f"{near}/64")
        self.gateway.address("lan", "2001:db8:51::1/64")
        self.edge.route("2001:db8:51::/64", "via", "fd77::1")
        self.edge.route(f"{far}/128", "via", "fd53::10")
        self.cloud.address("eth0", f"{far}/64")

    def slow_link(self, delay):
        """Moves the device behind a link that holds every packet back, in seconds for each direction."""
        self.device("ip", "link", "delete", "eth0")
        DelayedLink(self.device, self.gateway, f"{Site.DEVICE}/24", f"{Site.GATEWAY}/24", delay)
        self.device.route("default", "via", Site.GATEWAY)

    def vpn_gateway(self):
        """An address in the cloud that a VPN's gateway listens at."""
        address = "192.0.2.130"
        self.cloud.address("eth0", f"{address}/32")
        self.edge.route("192.0.2.128/25", "via", Site.CLOUD)
        return address

    def site_resolver(self, records=None, *settings):
        """The site runs a resolver of its own on the edge router, and the device asks it alone; it knows the hub unless told."""
        names = Names(self, self.edge, self.site.EDGE)
        if records is not None:
            del names.records[HUB]
            names.records.update(records)
        names.settings += settings
        names.start()
        self.device.resolvers(self.site.EDGE)
        self._site_resolver = names
        return names

    def stop_site_resolver(self):
        self._site_resolver.stop()

    def restart_site_resolver(self):
        """The site's resolver learns what it should know."""
        self._site_resolver.tell_the_truth()

    def engine(self, settings=None):
        """The device's container engine with the network that IoT Edge makes; the same one once it runs."""
        if self._engine is None:
            self._engine = Engine(self.device, settings)
            self._engine.network("azure-iot-edge")
        return self._engine

    def engine_before_iot_edge(self, settings=None):
        """The engine without the network that IoT Edge makes when it starts: what its first container would meet is the bridge's."""
        engine = self.engine(settings)
        engine("network", "rm", "azure-iot-edge")
        return engine

    def bridges(self):
        """The interfaces of the engine's bridges."""
        listed = self.device("ip", "-brief", "link", "show", "type", "bridge").stdout
        return [line.split()[0] for line in listed.splitlines()]

    def public_resolver(self):
        """A resolver on the internet that tells the truth; `control=Site.CONTROL` lets the program ask it."""
        names = Names(self, self.cloud, Site.CONTROL)
        names.start()
        return names


class Names:
    """A resolver, what it knows, and where it runs."""

    def __init__(self, lab, host, address):
        self.lab, self.host, self.address = lab, host, address
        self.records = {HUB: lab.hub_address, **{name: Site.SECOND for name in (DPS, REGISTRY, DATA)}, **lab.known}
        self.settings = []
        self._running = None

    def start(self):
        if self._running is None:
            folder = f"{self.lab.folder}/names-{self.address}"
            self._running = services.unbound(self.host, folder, self.address, self.records, *self.settings)

    def stop(self):
        if self._running is not None:
            self._running.stop()
            self._running = None

    def reset(self, records, *settings):
        """Starts again with other knowledge of the hub, and other settings."""
        self.stop()
        del self.records[HUB]
        self.records.update(records)
        self.settings = list(settings)
        self.start()

    def tell_the_truth(self):
        """Starts again without whatever made it lie, refuse or fail: what its administrator's repair amounts to."""
        self.stop()
        self.settings = []
        self.records[HUB] = self.lab.hub_address
        self.start()

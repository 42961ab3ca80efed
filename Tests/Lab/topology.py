"""The site of every scenario: a device, the routers on its way out, and the cloud that holds everything it needs."""

from machine import Machine
from network import Host, link


class Site:
    """device - gateway - edge router - cloud: two hops, or up to four, between the device and everything it needs.

    device 198.51.100.10, gateway 198.51.100.1 and 10.77.0.1, edge router 10.77.0.2 and 203.0.113.1, cloud 203.0.113.10
    with further addresses for what else lives there. Each router more adds a network of its own: 10.78.0.0/24, 10.79.0.0/24.
    """

    DEVICE, GATEWAY, CLOUD = "198.51.100.10", "198.51.100.1", "203.0.113.10"
    RESOLVER, SECOND, PROXY, OTHER = "203.0.113.53", "203.0.113.11", "203.0.113.80", "203.0.113.12"
    CONTROL = "203.0.113.54"
    #: Nobody's, and silent.
    NOBODY = "203.0.113.99"

    def __init__(self, hops=2):
        self.device, self.cloud = Machine("device"), Host("cloud")
        self.routers = [Host(name) for name in ["gateway", *(f"transit{n}" for n in range(1, hops - 1)), "edge"]]
        self.gateway, self.edge = self.routers[0], self.routers[-1]
        self.EDGE = f"10.{75 + hops}.0.2"
        link(self.device, self.gateway, "eth0", "lan")
        for router, onward in zip(self.routers, self.routers[1:]):
            link(router, onward, "wan", "site")
        link(self.edge, self.cloud, "net", "eth0")
        self._number()
        self._route()
        self._serve()

    @property
    def hosts(self):
        return [self.device, *self.routers, self.cloud]

    def _number(self):
        self.device.address("eth0", f"{self.DEVICE}/24", "fd51::10/64")
        self.gateway.address("lan", f"{self.GATEWAY}/24", "fd51::1/64")
        for number, (router, onward) in enumerate(zip(self.routers, self.routers[1:]), 77):
            router.address("wan", f"10.{number}.0.1/24", f"fd{number}::1/64")
            onward.address("site", f"10.{number}.0.2/24", f"fd{number}::2/64")
        self.edge.address("net", "203.0.113.1/24", "fd53::1/64")
        served = (self.CLOUD, self.SECOND, self.RESOLVER, self.PROXY, self.OTHER, self.CONTROL)
        self.cloud.address("eth0", *(f"{address}/24" for address in served), "fd53::10/64")

    def _route(self):
        for host, gateways in ((self.device, (self.GATEWAY, "fd51::1")), (self.cloud, ("203.0.113.1", "fd53::1"))):
            for gateway in gateways:
                host.route("default", "via", gateway)
        for number, (router, onward) in enumerate(zip(self.routers, self.routers[1:]), 77):
            for family in (f"10.{number}.0.2", f"fd{number}::2"):
                router.route("default", "via", family)
            onward.route("198.51.100.0/24", "via", f"10.{number}.0.1")
            onward.route("fd51::/64", "via", f"fd{number}::1")
            # Every router can be traced: the cloud's answers and theirs find each other.
            for earlier in range(77, number):
                onward.route(f"10.{earlier}.0.0/24", "via", f"10.{number}.0.1")
        for router in self.routers:
            router.forward()
        # What no host owns must vanish at the edge, as it would beyond it.
        self.edge.route("blackhole", "default")
        self.edge.nft("table ip silence {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                      " icmp type destination-unreachable ip daddr 198.51.100.0/24 icmp code { 0, 1 } drop\n }\n}\n")
        self.device.resolvers(self.RESOLVER)

    def _serve(self):
        # What listens at the first address serves the second one too.
        twin = f" ip daddr {self.SECOND} tcp dport {{ 443, 5671, 8883 }} dnat to {self.CLOUD}\n }}\n"
        self.cloud.nft("table ip twin {\n chain in {\n type nat hook prerouting priority -100;\n" + twin
                       + " chain own {\n type nat hook output priority -100;\n" + twin + "}\n")

    def remove(self):
        for host in self.hosts:
            host.remove()

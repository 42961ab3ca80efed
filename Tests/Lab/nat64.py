"""A network without IPv4: tayga translates addresses (NAT64), unbound makes the names that lead to it (DNS64)."""

import os
from ipaddress import IPv4Address, IPv6Network

from network import stop
from services import Service

POOL, OWN = "192.168.255.0/24", "192.168.255.1"
KIND = {4: "A", 6: "AAAA"}


class Nat64:
    """On a router that has IPv4 on its far side only.

    The prefix is the network's own: tayga, true to RFC 6052 section 3.1, sends nothing through 64:ff9b::/96 to an address
    that is not global, and those of the lab are for documentation. Devices find it by ipv4only.arpa (RFC 7050), which
    the resolver answers itself (RFC 8880).
    """

    def __init__(self, router, folder, address, resolver, prefix="fd64:ff9b::/96"):
        os.makedirs(folder, exist_ok=True)
        self.router, self.prefix = router, prefix
        config = f"{folder}/tayga.conf"
        with open(config, "w") as file:
            file.write(f"tun-device nat64\nipv4-addr {OWN}\nprefix {prefix}\n"
                       f"dynamic-pool {POOL}\ndata-dir {folder}\n")
        router("tayga", "--config", config, "--mktun")
        router("ip", "link", "set", "nat64", "up")
        router("ip", "route", "add", POOL, "dev", "nat64")
        router("ip", "-6", "route", "add", prefix, "dev", "nat64")
        router.nft(f"table ip nat64 {{\n chain out {{\n type nat hook postrouting priority 100;\n"
                   f" ip saddr {POOL} oifname != nat64 masquerade\n }}\n}}\n")
        with open(f"{folder}/tayga.log", "w") as log:
            self.translator = router.start("tayga", "--config", config, "--nodetach", stdout=log, stderr=log)
        self.resolver = dns64(router, f"{folder}/unbound", address, resolver, prefix)

    def stop(self):
        self.resolver.stop()
        stop(self.translator)
        self.router("nft", "delete", "table", "ip", "nat64")
        self.router("ip", "link", "delete", "nat64")


class Clat:
    """The device's own translator (RFC 6877): a way out over IPv4 whose packets cross the site as those of IPv6.

    clatd gives the interface this name and these addresses, and has tayga translate as here. It answers for the address of
    IPv6 on the link itself; here the gateway has a route to it.
    """

    NEAR, FAR, OWN = "192.0.0.1", "192.0.0.2", "fd51::c1a7"

    def __init__(self, device, gateway, folder, via, prefix="fd64:ff9b::/96"):
        os.makedirs(folder, exist_ok=True)
        self.device, config = device, f"{folder}/tayga.conf"
        with open(config, "w") as file:
            file.write(f"tun-device clat\nipv4-addr {self.FAR}\nprefix {prefix}\nmap {self.NEAR} {self.OWN}\ndata-dir {folder}\n")
        device("tayga", "--config", config, "--mktun")
        device("ip", "link", "set", "clat", "up")
        device("ip", "address", "add", f"{self.NEAR}/32", "dev", "clat")
        device("ip", "route", "add", "default", "dev", "clat", "src", self.NEAR, "mtu", "1440")
        device("ip", "-6", "route", "add", f"{self.OWN}/128", "dev", "clat")
        device("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1", "net.ipv4.ip_forward=1")
        gateway("ip", "-6", "route", "add", f"{self.OWN}/128", "via", via)
        with open(f"{folder}/tayga.log", "w") as log:
            self.translator = device.start("tayga", "--config", config, "--nodetach", stdout=log, stderr=log)


def dns64(host, folder, address, resolver, prefix):
    """A resolver that asks another one, and answers with translated addresses where a name has no IPv6 address."""
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/unbound.conf"
    known = [IPv4Address("192.0.0.170"), IPv4Address("192.0.0.171")]
    known += [IPv6Network(prefix)[int(one)] for one in known]
    data = "\n".join(f'    local-data: "ipv4only.arpa. 60 IN {KIND[one.version]} {one}"' for one in known)
    with open(config, "w") as file:
        file.write(f"""
server:
    interface: {address}
    access-control: ::/0 allow
    do-daemonize: no
    chroot: ""
    username: ""
    directory: "{folder}"
    pidfile: "{folder}/unbound.pid"
    use-syslog: no
    logfile: ""
    module-config: "dns64 iterator"
    dns64-prefix: {prefix}
    do-not-query-localhost: no
    local-zone: "ipv4only.arpa." static
{data}
forward-zone:
    name: "."
    forward-addr: {resolver}
remote-control:
    control-enable: no
""")
    return Service(host, folder, "unbound", "-d", "-c", config, ready=("udp", 53))

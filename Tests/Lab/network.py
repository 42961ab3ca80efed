"""Hosts as network namespaces, links between them, and the faults that sit on a path."""

import contextlib
import fcntl
import os
import signal
import struct
import subprocess
import threading
import time

CLONE_NEWNET = 0x40000000


def run(*command, check=True, **options):
    """Runs a command to its end; its output is in the exception when it fails."""
    done = subprocess.run(command, text=True, capture_output=True, **options)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def refuse_uplink():
    """The lab works in a fresh namespace only: one that has nothing but a loopback interface."""
    links = [line.split(":")[1].strip() for line in run("ip", "-o", "link").stdout.splitlines()]
    if links != ["lo"]:
        raise SystemExit(f"The lab refuses to run here: this namespace has the interfaces {links}.")


class Host:
    """One machine: a network namespace with its own resolv.conf and hosts file."""

    def __init__(self, name):
        self.name = name
        run("ip", "netns", "add", name)
        self("ip", "link", "set", "lo", "up")
        os.makedirs(f"/etc/netns/{name}", exist_ok=True)
        self.resolvers()

    def __call__(self, *command, **options):
        return run("ip", "netns", "exec", self.name, *command, **options)

    def start(self, *command, **options):
        command = ["ip", "netns", "exec", self.name, *command]
        return subprocess.Popen(command, start_new_session=True, **options)

    def resolvers(self, *addresses, options=""):
        """Writes the host's resolv.conf, which `ip netns exec` binds over the machine's."""
        lines = [f"nameserver {address}" for address in addresses] + ([options] if options else [])
        with open(f"/etc/netns/{self.name}/resolv.conf", "w") as file:
            file.write("\n".join(lines) + "\n")

    @contextlib.contextmanager
    def asking(self, *addresses, options="", normally=()):
        """Asks other resolvers for as long as the scope lasts."""
        self.resolvers(*addresses, options=options)
        try:
            yield
        finally:
            self.resolvers(*normally)

    @contextlib.contextmanager
    def knowing(self, names):
        """A hosts file with the names, for as long as the scope lasts."""
        path = f"/etc/netns/{self.name}/hosts"
        with open(path, "w") as file:
            file.write("127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in names.items()))
        try:
            yield
        finally:
            os.remove(path)

    def address(self, link, *addresses):
        for address in addresses:
            flags = ["nodad"] if ":" in address else []
            self("ip", "addr", "add", address, "dev", link, *flags)

    def route(self, *route):
        self("ip", *(["-6"] if any(":" in part for part in route) else []), "route", "add", *route)

    def nft(self, rules):
        self("nft", "-f", "-", input=rules)

    def forward(self):
        """Makes the host a router that answers with ICMP as often as it is asked."""
        for setting in ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.icmp_ratelimit=0",
                        "net.ipv6.icmp.ratelimit=0"):
            self("sysctl", "-qw", setting)

    def remove(self):
        run("ip", "netns", "delete", self.name)


def link(left, right, left_name, right_name):
    """A cable between two hosts, both ends born inside their namespaces."""
    run("ip", "link", "add", left_name, "netns", left.name, "type", "veth", "peer", "name", right_name, "netns", right.name)
    left("ip", "link", "set", left_name, "up")
    right("ip", "link", "set", right_name, "up")


class Site:
    """device - gateway - edge router - cloud: two hops between the device and everything it needs.

    device 198.51.100.10, gateway 198.51.100.1 and 10.77.0.1, edge router 10.77.0.2 and 203.0.113.1, cloud 203.0.113.10
    with further addresses for what else lives there.
    """

    DEVICE, GATEWAY, EDGE, CLOUD = "198.51.100.10", "198.51.100.1", "10.77.0.2", "203.0.113.10"
    RESOLVER, SECOND, PROXY, OTHER = "203.0.113.53", "203.0.113.11", "203.0.113.80", "203.0.113.12"
    CONTROL = "203.0.113.54"
    #: Nobody's, and silent.
    NOBODY = "203.0.113.99"

    def __init__(self):
        self.device, self.gateway, self.edge, self.cloud = map(Host, ("device", "gateway", "edge", "cloud"))
        self.hosts = [self.device, self.gateway, self.edge, self.cloud]
        link(self.device, self.gateway, "eth0", "lan")
        link(self.gateway, self.edge, "wan", "site")
        link(self.edge, self.cloud, "net", "eth0")
        self.device.address("eth0", f"{self.DEVICE}/24", "fd51::10/64")
        self.gateway.address("lan", f"{self.GATEWAY}/24", "fd51::1/64")
        self.gateway.address("wan", "10.77.0.1/24", "fd77::1/64")
        self.edge.address("site", f"{self.EDGE}/24", "fd77::2/64")
        self.edge.address("net", "203.0.113.1/24", "fd53::1/64")
        self.cloud.address("eth0", *(f"{a}/24" for a in (self.CLOUD, self.SECOND, self.RESOLVER, self.PROXY, self.OTHER,
                                                         self.CONTROL)),
                           "fd53::10/64")
        # What listens at the first address serves the second one too.
        self.cloud.nft("table ip twin {\n chain in {\n type nat hook prerouting priority -100;\n"
                       f" ip daddr {self.SECOND} tcp dport {{ 443, 5671, 8883 }} dnat to {self.CLOUD}\n }}\n"
                       " chain own {\n type nat hook output priority -100;\n"
                       f" ip daddr {self.SECOND} tcp dport {{ 443, 5671, 8883 }} dnat to {self.CLOUD}\n }}\n}}\n")
        for host, gateways in ((self.device, (self.GATEWAY, "fd51::1")), (self.gateway, (self.EDGE, "fd77::2")),
                               (self.cloud, ("203.0.113.1", "fd53::1"))):
            for gateway in gateways:
                host.route("default", "via", gateway)
        self.edge.route("198.51.100.0/24", "via", "10.77.0.1")
        self.edge.route("fd51::/64", "via", "fd77::1")
        self.gateway.forward()
        self.edge.forward()
        # What no host owns must vanish at the edge, as it would beyond it.
        self.edge.route("blackhole", "default")
        self.edge.nft("table ip silence {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                      " icmp type destination-unreachable ip daddr 198.51.100.0/24 icmp code { 0, 1 } drop\n }\n}\n")
        self.device.resolvers(self.RESOLVER)

    @contextlib.contextmanager
    def filtered(self, host, rules, hook="forward"):
        """Rules in a router's forward chain (or another one) for as long as the scope lasts."""
        kind = "nat hook prerouting priority -100" if hook == "redirect" else f"filter hook {hook} priority 0"
        host.nft(f"table inet fault {{\n chain through {{\n type {kind}; policy accept;\n" + rules + "\n }\n}\n")
        try:
            yield
        finally:
            host("nft", "delete", "table", "inet", "fault")

    @contextlib.contextmanager
    def narrowed(self, mtu, *silent):
        """A narrower link between the two routers; those given keep its size to themselves."""
        ends = ((self.gateway, "wan"), (self.edge, "site"))
        for host, name in ends:
            host("ip", "link", "set", name, "mtu", str(mtu))
        for host in silent:
            host.nft("table ip mute {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                     " icmp type destination-unreachable icmp code frag-needed drop\n }\n}\n")
        try:
            yield
        finally:
            for host, name in ends:
                host("ip", "link", "set", name, "mtu", "1500")
            for host in silent:
                host("nft", "delete", "table", "ip", "mute")
            for host in (self.device, self.cloud):
                host("ip", "route", "flush", "cache")

    @contextlib.contextmanager
    def narrowed_outbound(self, mtu):
        """A gateway whose way out is narrower than its way in, and that tells nobody.

        A link that is narrow both ways teaches the far end its size, which then offers smaller segments by itself.
        """
        way_out = ("ip", "route", "replace", "default", "via", self.EDGE)
        self.gateway(*way_out, "mtu", "lock", str(mtu))
        self.gateway.nft("table ip mute {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                         " icmp type destination-unreachable icmp code frag-needed drop\n }\n}\n")
        try:
            yield
        finally:
            self.gateway(*way_out)
            self.gateway("nft", "delete", "table", "ip", "mute")

    @contextlib.contextmanager
    def matching(self, host, *rule):
        """A rule of iptables in a router's FORWARD chain, for what nft cannot match: text in packets."""
        host("iptables-legacy", "-I", "FORWARD", *rule)
        try:
            yield
        finally:
            host("iptables-legacy", "-D", "FORWARD", *rule)

    def remove(self):
        for host in self.hosts:
            host.remove()


class DelayedLink:
    """A link that holds every packet back: two TUN devices and a forwarder, because the kernel here has no netem."""

    TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000

    def __init__(self, left, right, left_address, right_address, delay):
        self.delay = delay
        self.hosts = {left: "slow0", right: "slow1"}
        self.ends = [self._open(left, "slow0"), self._open(right, "slow1")]
        for host, name, address in ((left, "slow0", left_address), (right, "slow1", right_address)):
            host.address(name, address)
            host("ip", "link", "set", name, "up")
        self.stopping = False
        self.threads = [threading.Thread(target=self._forward, args=pair, daemon=True)
                        for pair in (self.ends, self.ends[::-1])]
        for thread in self.threads:
            thread.start()

    def _open(self, host, name):
        import ctypes
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{host.name}", os.O_RDONLY)
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            if libc.setns(there, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            tun = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(tun, self.TUNSETIFF, struct.pack("16sH", name.encode(), self.IFF_TUN | self.IFF_NO_PI))
            return tun
        finally:
            libc.setns(here, CLONE_NEWNET)
            os.close(here)
            os.close(there)

    def _forward(self, source, target):
        import queue
        packets = queue.Queue()

        def deliver():
            while (item := packets.get()) is not None:
                due, packet = item
                time.sleep(max(0, due - time.monotonic()))
                with contextlib.suppress(OSError):
                    os.write(target, packet)

        threading.Thread(target=deliver, daemon=True).start()
        while not self.stopping:
            try:
                packets.put((time.monotonic() + self.delay, os.read(source, 65536)))
            except OSError:
                break
        packets.put(None)

    def remove(self):
        self.stopping = True
        for host, name in self.hosts.items():
            host("ip", "link", "delete", name)


def stop(process):
    """Ends a process that was started here with all it started itself: they share a session of their own."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

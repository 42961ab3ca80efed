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

    def address(self, link, *addresses):
        for address in addresses:
            flags = ["nodad"] if ":" in address else []
            self("ip", "addr", "add", address, "dev", link, *flags)

    def route(self, *route):
        self("ip", *(["-6"] if any(":" in part for part in route) else []), "route", "add", *route)

    def nft(self, rules):
        self("nft", "-f", "-", input=rules)

    def shell(self, text, **options):
        """Applies commands as a report prints them: as root, up to the first that fails."""
        return self("sh", "-e", "-c", text, **options)

    def filters(self, *rules, hook="forward", family="inet"):
        """The host's firewall, as its administrator would write it: each call puts rules behind those that are there."""
        self.nft(f"table {family} firewall {{\n chain {hook} {{\n type filter hook {hook} priority 0; policy accept;\n"
                 + "\n".join(rules) + "\n }\n}\n")

    def redirects(self, *rules):
        """Sends packets elsewhere before they are routed."""
        self.nft("table inet redirection {\n chain incoming {\n type nat hook prerouting priority -100; policy accept;\n"
                 + "\n".join(rules) + "\n }\n}\n")

    def matches(self, *rule):
        """A rule of iptables in the FORWARD chain, for what nft cannot match: text in packets."""
        self("iptables-legacy", "-I", "FORWARD", *rule)

    def keeps_quiet_about_size(self):
        """Tells no sender that its packets are too big."""
        self.nft("table ip mute {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                 " icmp type destination-unreachable icmp code frag-needed drop\n }\n}\n")

    @contextlib.contextmanager
    def filtered(self, *rules, hook="forward"):
        """As `filters`, for as long as the scope lasts."""
        self.filters(*rules, hook=hook)
        try:
            yield
        finally:
            self("nft", "delete", "table", "inet", "firewall")

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
                packet = os.read(source, 65536)
            except OSError:
                break
            # From now on, not from when somebody began to wait for it.
            packets.put((time.monotonic() + self.delay, packet))
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

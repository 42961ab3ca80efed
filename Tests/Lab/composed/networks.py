"""A composed network while it is built: the lab, what the parts have made of it, and the questions that proofs ask."""

import dataclasses
import os
import re

from composed import needs, parts, witnesses
from lab import Lab
from program import NOBODY
from scenario import ALL
from services import HUB
from topology import Site

QUESTION = os.path.join(os.path.dirname(os.path.abspath(__file__)), "question.py")
EVERY_PORT = (443, 5671, 8883)


class Network:
    """Traits and faults put their hands on `lab`, and say here what follows for who looks at it."""

    def __init__(self, composition):
        self.composition = composition
        self.lab = Lab(hops=composition.hops)
        #: Where the hub's name leads to.
        self.addresses = [Site.CLOUD]
        #: The device's interface to the site, and the gateway's to the device.
        self.outside, self.inside = "eth0", "lan"
        self.vantages = ("host",)
        #: Containers that run before anybody looks, by their network.
        self.modules = {}
        #: What gets through while the network is healthy; proxies and closed ports take something away.
        self.usable = ALL
        self.upstream = "amqp"
        self.arguments, self.environment, self.user, self.control = [], {}, NOBODY, "none"
        self.proxy = None
        #: Whether names and ports are to be had without a proxy.
        self.direct = True
        #: Whether routers say who they are.
        self.talkative = True
        #: How long a witness waits for a transport, in seconds: more than a faithful hub needs on a busy machine.
        self.patience = 5
        #: What counts as silence of a name or a port, in milliseconds: musl's second question comes after 2.5 s.
        self.silence = 2500
        #: Whom the device asks for names.
        self.resolvers = [Site.RESOLVER]
        #: All resolvers that know what is true.
        self.zones = [self.lab.names]
        #: How the device's own resolver is made to ask again.
        self.forget = "true"
        self.random = None

    # What parts ask and say.

    def chance_for(self, part):
        self.random = self.composition.chance(part.name)

    def router(self):
        """One of the routers on the way, at random."""
        return self.random.choice(self.lab.site.routers)

    def at(self, router):
        """Where a router is found: its address towards the device, and its distance; nothing where it keeps quiet."""
        hop = self.lab.site.routers.index(router) + 1
        if not self.talkative:
            return {}
        return {"at": Site.GATEWAY if hop == 1 else f"10.{75 + hop}.0.2", "hop": hop, "place": "hop"}

    @property
    def hub(self):
        """The hub's addresses as a set of nft."""
        return f"{{ {', '.join(self.addresses)} }}"

    def know(self, records):
        """Everybody who knows what is true learns this as well."""
        self.lab.start()
        self.lab.known.update(records)
        for zone in self.zones:
            zone.stop()
            zone.records.update(records)
            zone.start()
        self.lab.device.shell(self.forget)

    def ask_only(self, *resolvers, options=""):
        """The device asks these resolvers from now on."""
        self.resolvers = list(resolvers)
        self.lab.device.resolvers(*resolvers, options=options)

    def subnets(self):
        """The IPv4 subnets of the engine's networks of modules."""
        names = [v.removeprefix("docker:") for v in self.vantages if v != "host"]
        answer = self.lab.engine()("network", "inspect", *names, "--format", "{{range .IPAM.Config}}{{.Subnet}}{{end}}").stdout
        return answer.split()

    def pings(self, address=Site.CLOUD, *options):
        """The round trip of an echo in milliseconds, or nothing."""
        answer = self.lab.device("ping", "-n", "-c1", "-W1", *options, address, check=False).stdout
        found = re.search(r"time=([0-9.]+) ms", answer)
        return float(found[1]) if found else None

    def roots(self):
        """A file of all roots that the hub's certificates may end at."""
        path = f"{self.lab.folder}/roots.pem"
        with open(path, "w") as out:
            for root in (self.lab.hub_root, *self.lab.trusted):
                with open(root) as file:
                    out.write(file.read())
        return path

    def loses(self, transports, *blames, proof, vantages=None, **more):
        """What follows from losing transports, everywhere or from some vantages: how grave that is comes from the contract."""
        lost = {v: frozenset(transports) if vantages is None or v in vantages else frozenset() for v in self.vantages}
        grave = needs.severity(self.left(lost), self.upstream)
        return parts.Effect(tuple(self.graded(b, grave) for b in blames), lost, proof, **more)

    def costs(self, *blames, proof, **more):
        """A fault that leaves every transport as it is; its blames have severities of their own."""
        return parts.Effect(tuple(blames), {v: frozenset() for v in self.vantages}, proof, **more)

    def left(self, *losses):
        """What is usable from each vantage after these losses."""
        return {v: frozenset(self.usable).difference(*(lost[v] for lost in losses)) for v in self.vantages}

    @staticmethod
    def graded(blame, severity):
        return blame if blame.severity else dataclasses.replace(blame, severity=severity)

    # What proofs ask. None of it is edgeprobe's.

    def reaches(self, port, host=HUB, vantage="host"):
        return self.contact(port, host, vantage)[0] == "ok"

    def contact(self, port, host=HUB, vantage="host"):
        """What musl's client gets of a name or an address; a silence is believed after a second attempt by the kernel."""
        with witnesses.places(self, [vantage]) as where:
            return witnesses.contacts(where[vantage], (host, port), milliseconds=self.silence)[host, port]

    def asks(self, resolver, transport="udp", name=HUB, patience=1):
        """The answer of a resolver to a question on the wire: `rcode 0 answers 1`, or a word after so many seconds."""
        words = (QUESTION, resolver, transport, name, str(patience))
        return self.lab.device("/usr/bin/python3", *words, timeout=30).stdout.strip()

    def shakes_hands(self, port=443, name=HUB, protocol=None):
        """What openssl's client says of a handshake: `ok`, or the verification's code, or that there is none."""
        command = ["timeout", "4", "openssl", "s_client", "-connect", f"{self.addresses[0]}:{port}", "-servername", name,
                   "-verify_hostname", name, "-CAfile", self.roots(), *([protocol] if protocol else [])]
        output = self.lab.device(*command, input="", check=False, timeout=30).stdout
        code = re.search(r"Verify return code: (\d+)", output)
        if "Cipher is (NONE)" in output or code is None:
            return "none"
        return "ok" if code[1] == "0" else f"verify {code[1]}"

    def serves(self, *transports, vantage="host"):
        """Whether independent clients can use the hub by all of these."""
        with witnesses.places(self, [vantage]) as where:
            heard = witnesses.testimonies(self, where, transports)[vantage]
        return all(heard.works(t) for t in transports)

    def device_says(self, text):
        """Whether a shell command succeeds on the device."""
        return self.lab.device.shell(text, check=False).returncode == 0

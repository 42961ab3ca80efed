"""Several hubs: the faithful hub by many names, each at an address of its own."""

import ipaddress
import json
import os

import services
from emulator import DATA, EmulatedHub
from program import EDGEPROBE, NOBODY, validate
from services import DPS, HUB, REGISTRY

#: A network that nothing else of the lab has, with an address for each hub but the first.
NETWORK = ipaddress.ip_network("203.0.112.0/24")


class SeveralHubs:
    """What is in a site's cloud: hubs, all of them healthy, and a resolver that knows them."""

    def __init__(self, site, folder, count):
        self.site, self.folder = site, f"{folder}/several{count}"
        os.makedirs(self.folder)
        os.chmod(self.folder, 0o777)
        self.names = [HUB, *(f"hub{number}.azure-devices.net" for number in range(2, count + 1))]
        self.addresses = {HUB: site.CLOUD, **dict(zip(self.names[1:], map(str, NETWORK.hosts())))}
        site.edge("ip", "route", "replace", str(NETWORK), "via", site.CLOUD)
        self.redirection = f"ip daddr {NETWORK} tcp dport {{ 443, 5671, 8883 }} dnat ip to {site.CLOUD}"
        site.cloud.redirects(self.redirection)
        records = {name: site.SECOND for name in (DPS, REGISTRY, DATA)}
        for name, address in self.addresses.items():
            for form in ("", "device."):
                records[name.replace("azure-devices", f"{form}azure-devices")] = address
        self.resolver = services.unbound(site.cloud, f"{self.folder}/names", site.RESOLVER, records)
        also = [part for name in self.names[1:] for part in ("--also", name)]
        self.hub = EmulatedHub(site.cloud, f"{self.folder}/hub", site.CLOUD, *also)

    def stop(self):
        self.hub.stop()
        self.resolver.stop()

    def command(self, *arguments):
        return [EDGEPROBE, "--ca-file", self.hub.root, "--resolver", "none", "--no-portal", *arguments]

    @property
    def environment(self):
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SSL_CERT_FILE": self.hub.root}

    def run(self, *arguments, user=NOBODY, timeout=300, **options):
        """The program on the device, with the caller's arguments alone; the finished process."""
        return self.site.device(*self.command(*arguments), user=user, check=False, timeout=timeout, cwd="/",
                                env=self.environment, **options)

    def ask(self, *arguments, **options):
        """One run over all hubs, unless the arguments name others."""
        named = [] if {"--hub", "--hubs"} & set(arguments) else [part for name in self.names for part in ("--hub", name)]
        files = {ending: f"{self.folder}/report.{ending}" for ending in ("json", "txt", "html", "md", "prom", "xml")}
        formats = dict(zip(files, ("json", "text", "html", "markdown", "prometheus", "junit")))
        reports = [part for ending, path in files.items() for part in ("--report", f"{formats[ending]}={path}")]
        for path in files.values():
            if os.path.exists(path):
                os.remove(path)
        return Answer(self.run(*named, *reports, "--report", "ndjson=-", *arguments, **options), files)


class Answer:
    """One report about several hubs in all its forms, and the line of each hub in the order in which it came."""

    def __init__(self, process, files):
        self.code, self.errors, self.files = process.returncode, process.stderr, files
        if not os.path.exists(files["json"]):
            raise RuntimeError(f"no report, exit code {self.code}\n{process.stdout}{self.errors}")
        self.lines = [json.loads(line) for line in process.stdout.splitlines()]
        self.text, self.page = self.read("txt"), self.read("html")
        self.report = json.loads(self.read("json"))
        for document in (self.report, *self.lines):
            validate(document)

    def read(self, ending):
        with open(self.files[ending]) as file:
            return file.read()

    @property
    def verdicts(self):
        return {row["hub"]: row["verdict"] for row in self.report["target"]["hubs"]}

    def findings(self):
        return [f for f in self.report["findings"] if f["severity"] != "info"]

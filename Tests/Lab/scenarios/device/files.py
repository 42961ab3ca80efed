"""The files of IoT Edge, of the engine and of systemd, read as their owners read them."""

from cures import *
from scenario import *
import services
from services import HUB
from topology import Site

EDGE, OLD_EDGE, DAEMON = "/etc/aziot/config.toml", "/etc/iotedge/config.yaml", "/etc/docker/daemon.json"
TOML = f"""hostname = "device"

[provisioning]
source = "manual"
iothub_hostname = "{HUB}"
device_id = "lab-device"

[provisioning.authentication]
method = "sas"
device_id_pk = {{ value = "c2VjcmV0" }}
"""
YAML = f"""provisioning:
  source: "manual"
  device_connection_string: "HostName={HUB};DeviceId=lab-device;SharedAccessKey=c2VjcmV0"
hostname: "device"
"""


def refused(name, story, path, text, line, remedy, repaired, engine=False, cure=None):
    """A file that its owner would not start with, in an otherwise healthy network; the engine started before it was spoilt."""

    def broken(lab):
        if engine:
            lab.engine()
        lab.device.write(path, text)

    scenario(
        name, story, broken=broken, asked=ROOT,
        expect=ready(warning("config.malformed", owner="device", rule=f"{path}:{line}", confidence="certain")),
        cure=cure or granted(remedy, lambda lab: lab.device.write(path, repaired)))


# IoT Edge from 1.2 on: the crate toml.
refused("toml-defines-a-name-twice", "config.toml defines a table a second time, which toml refuses.", EDGE,
        TOML + "\n[provisioning]\nsource = \"dps\"\n", 12, "repair-configuration", TOML)
refused("toml-has-a-number-for-a-text", "config.toml gives edgeAgent a variable that is no text, which IoT Edge refuses.", EDGE,
        TOML + "\n[agent.env]\nUpstreamProtocol = \"AmqpWs\"\nRuntimeLogLevel = 5\n", 14, "repair-configuration", TOML)

for name, text in {"byte-order-mark": "\ufeff" + TOML, "byte-order-mark-and-crlf": "\ufeff" + TOML.replace("\n", "\r\n")}.items():
    scenario(
        f"toml-with-{name}", f"config.toml was written by an editor of Windows: {name.replace('-', ' ')}. IoT Edge takes it.",
        broken=lambda lab, text=text: lab.device.write(EDGE, text), asked=asking(user=None, hub=None), expect=ready(),
    )

# IoT Edge 1.0 and 1.1: yaml-rust.
refused("yaml-member-indented-deeper", "The second member of config.yaml is indented deeper than the first.", OLD_EDGE,
        YAML.replace("  device_connection", "   device_connection"), 3, "repair-configuration", YAML,
        cure=granted("repair-configuration", lambda lab: lab.device.write(OLD_EDGE, YAML)))
refused("yaml-quotation-mark-open", "A quotation mark of config.yaml is not closed.", OLD_EDGE, YAML.replace('device"', "device"), 4,
        "repair-configuration", YAML)
refused("yaml-two-documents", "config.yaml has a second document, left over from a merge.", OLD_EDGE, YAML + "---\nagent: {}\n", 5,
        "repair-configuration", YAML)

scenario(
    "yaml-in-unusual-dress", "config.yaml has an anchor and an alias, a directive, tabs behind colons and CRLF: yaml-rust takes it all.",
    broken=lambda lab: lab.device.write(OLD_EDGE, ("%YAML 1.2\n---\n" + YAML.replace("source: ", "source:\t&mode ")
                                                    + "agent: {name: edgeAgent, type: *mode}\n").replace("\n", "\r\n")),
    asked=asking(user=None, hub=None), expect=ready(),
)

# The engine: Go's encoding/json, then dockerd's own options.
SETTINGS = '{\n  "log-level": "info"\n}\n'
refused("daemon-file-with-a-comment", "daemon.json has a comment, which JSON has not.", DAEMON,
        '{\n  // quiet\n  "log-level": "info"\n}\n', 2, "repair-engine-file", SETTINGS, engine=True)
refused("daemon-file-with-a-last-comma", "daemon.json has a comma behind its last member.", DAEMON,
        '{\n  "log-level": "info",\n}\n', 3, "repair-engine-file", SETTINGS, engine=True)
refused("daemon-file-with-a-misspelt-option", "daemon.json names an option in capitals, which dockerd does not know.", DAEMON,
        '{\n  "log-level": "info",\n  "DNS": ["%s"]\n}\n' % Site.RESOLVER, 3, "repair-engine-file", SETTINGS, engine=True)
refused("daemon-file-with-a-text-for-a-list", "daemon.json gives its resolver as a text, not as a list.", DAEMON,
        '{\n  "dns": "%s"\n}\n' % Site.RESOLVER, 2, "repair-engine-file", SETTINGS, engine=True)
refused("daemon-file-repeats-the-command-line", "daemon.json sets the hosts that the unit's command line sets as well.", DAEMON,
        '{\n  "log-level": "info",\n  "hosts": ["fd://"]\n}\n', 3, "repair-engine-file", None, engine=True,
        cure=applied("shell", remedy="repair-engine-file"))
refused("daemon-file-with-byte-order-mark", "daemon.json begins with a byte order mark, which engines before 23 refuse.", DAEMON,
        "\ufeff" + SETTINGS, 1, "repair-engine-file", None, engine=True, cure=applied("shell", remedy="repair-engine-file"))


def taken(lab):
    """What dockerd 20.10 takes, however strange: its decoder stops behind the first value, and the last of two members counts."""
    lab.engine()
    lab.device.write(DAEMON, '{"log-level": "debug", "log-level": "info", "features": {"Own": true}, "mtu": null}\n{ never read\n')
    lab.device("systemctl", "restart", "docker")


scenario("daemon-file-that-is-taken", "daemon.json is strange, and the engine started with it.", broken=taken, asked=ROOT,
         expect=ready(vantages=EVERYWHERE))

# systemd.
PROXY = "http://u:a%25b@203.0.113.80:3128/"


def dropped_in(text, path="/etc/systemd/system/docker.service.d/proxy.conf"):
    def broken(lab):
        lab.start()
        services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, user="u", password="a%b")
        lab.device.write(path, text)

    return broken


#: The proxy is the engine's and the way beside it is open: the run uses it once it is set.
for name, story, broken, rule in [
    ("drop-in-with-one-percent-sign", "A drop-in sets the proxy with a single percent sign, which systemd takes for a specifier.",
     dropped_in(f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}"\n'), "docker.service.d/proxy.conf:2"),
    ("environment-file-with-export", "/etc/default/docker exports the proxy as a shell would, which systemd does not know.",
     dropped_in(f'# proxy of the site\nexport HTTPS_PROXY="{PROXY}"\n', "/etc/default/docker"), "/etc/default/docker:2"),
]:
    scenario(
        name, story, broken=broken, asked=ROOT,
        expect=ready(warning("proxy.env-mismatch", owner="device", rule=rule, confidence="certain")),
        cure=applied("systemd", remedy="repair-assignment"),
    )

scenario(
    "drop-in-with-an-open-quotation-mark", "A drop-in sets the proxy and does not close its quotation mark.",
    broken=dropped_in(f'[Service]\nEnvironment="HTTPS_PROXY={PROXY.replace("%", "%%")}\n'), asked=ROOT,
    expect=ready(warning("proxy.env-mismatch", owner="device", rule="docker.service.d/proxy.conf:2", confidence="certain")),
    cure=granted("repair-assignment", lambda lab: lab.device.write(
        "/etc/systemd/system/docker.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={PROXY.replace("%", "%%")}"\n')),
)

for name, files in {
    "two-percent-signs": {"docker.service.d/proxy.conf": f'[Service]\nEnvironment="HTTPS_PROXY={PROXY.replace("%", "%%")}"\n'},
    "lines-that-go-on": {"docker.service.d/proxy.conf": '[Service]\nEnvironment=LANG=C \\\n# remark\n  "HTTPS_PROXY=%s"\n' % PROXY.replace("%", "%%")},
    "one-that-takes-another-back": {
        "docker.service.d/10.conf": "[Service]\nEnvironment=HTTPS_PROXY=http://203.0.113.9:1\n",
        "docker.service.d/20.conf": f'[Service]\nEnvironment=\nEnvironment=HTTPS_PROXY={PROXY.replace("%", "%%")}\n'},
}.items():
    def broken(lab, files=files):
        dropped_in("[Service]\n", "/etc/systemd/system/docker.service.d/zz.conf")(lab)
        for path, text in files.items():
            lab.device.write(f"/etc/systemd/system/{path}", text)

    scenario(f"drop-in-with-{name}", f"A drop-in sets a proxy that works, as systemd reads it: {name.replace('-', ' ')}.",
             broken=broken, asked=ROOT, expect=ready())

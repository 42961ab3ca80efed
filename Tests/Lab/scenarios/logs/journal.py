"""What stands in the journal: files of systemd's own, a run of root that reads them, and healthy look-alikes beside."""

from cures import *
from journal import Journal, stamp
import services
from scenario import *
from services import REGISTRY
from topology import Site

PROXY = "http://203.0.113.80:3128"
DAEMON, IDENTITY = "aziot-edged", "aziot-identityd"


def written(*entries):
    """A journal with a unit's messages, each `(unit, message, how often)`; what a message is made of may be its age."""
    def broken(lab):
        journal = Journal(lab.device)
        for unit, message, count in entries:
            for number in range(count):
                ago = 600 + 10 * (count - number)
                journal.say(unit, message(ago) if callable(message) else message, ago=ago)
        journal.close()
    return broken


def warn(text):
    return lambda ago: f"{stamp(ago)} [WARN] - {text}"


#: Who asks a proxy for a tunnel without its credentials, as hyper's client for proxies says it.
UNPAID = (IDENTITY, warn("unsuccessful tunnel (HTTP/1.1 407 Proxy Authentication Required)"), 4)


def behind_a_proxy(lab, *entries, **settings):
    """The proxy is the only way out; it wants credentials where the settings have them."""
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")
    lab.start()
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, **settings)
    written(*HEALTHY, *entries)(lab)


def without_credentials(lab):
    lab.proxy.stop()
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid2", Site.RESOLVER)


#: What a gateway without a fault writes in its first minutes, and what others write who only speak of faults.
HEALTHY = (
    (DAEMON, lambda ago: f"{stamp(ago)} [INFO] - Starting management API...", 1),
    (DAEMON, lambda ago: f"{stamp(ago)} [INFO] - Successfully pulled image {REGISTRY}/azureiotedge-agent:1.5", 1),
    (IDENTITY, lambda ago: f"{stamp(ago)} [INFO] - Provisioning complete.", 1),
    ("docker", 'time="2026-11-29T10:00:00Z" level=info msg="API listen on /run/docker.sock"', 3),
    ("kernel", "Out of memory: Killed process 4242 (chromium) total-vm:9000000kB", 1),
    ("user@1000", "Bind for 0.0.0.0:443 failed: port is already allocated", 4),
    ("nginx", "certificate verify failed; SAS token is expired; empty config file", 4),
)

if Journal.available:
    scenario("journal-of-a-healthy-gateway", "The journal has what a healthy gateway writes, and others who speak of faults.",
             broken=written(*HEALTHY), asked=ROOT, expect=ready())

    scenario("journal-of-a-reconnect-last-night", "A connection of the identity service broke once, and came back.",
             broken=written(*HEALTHY, (IDENTITY, warn("could not perform HTTP request"), 1),
                            (IDENTITY, lambda ago: f"{stamp(ago - 20)} [INFO] - Provisioning complete.", 1)),
             asked=ROOT, expect=ready())

    scenario(
        "journal-image-denied", "The daemon could not pull a module's image: the registry refused it.",
        broken=written(*HEALTHY, (DAEMON, warn(
            "Could not pull image plant.azurecr.io/meter:1: denied: client with IP '203.0.113.77' is not allowed access"), 5)),
        asked=ROOT, expect=ready(warning("log.image-403", owner="hub-configuration", about={"host": "plant.azurecr.io"})),
        cure=incurable("what the registry admits is set in the portal"))

    scenario(
        "journal-image-unauthorized", "The daemon could not pull a module's image: the deployment has no credentials.",
        broken=written(*HEALTHY, (DAEMON, warn(
            'Could not pull image plant.azurecr.io/meter:1: Head "https://plant.azurecr.io/v2/meter/manifests/1": unauthorized: '
            'authentication required'), 5)),
        asked=ROOT, expect=ready(warning("log.image-401", owner="hub-configuration", about={"host": "plant.azurecr.io"})),
        cure=incurable("credentials belong into the deployment, which is at the hub"))

    scenario(
        "journal-image-missing", "The daemon could not pull a module's image: there is none for this architecture.",
        broken=written(*HEALTHY, (DAEMON, warn(
            "Could not pull image plant.azurecr.io/meter:1: no matching manifest for linux/arm/v7 in the manifest list"), 5)),
        asked=ROOT, expect=ready(warning("log.image-404", owner="hub-configuration", about={"host": "plant.azurecr.io"})),
        cure=incurable("images are built by whoever wrote the module"))

    scenario(
        "journal-module-404", "The daemon does not find the module that calls it.",
        broken=written(*HEALTHY, (DAEMON, lambda ago: f'{stamp(ago)} [INFO] - [work] "POST /modules/meter/genid/1/sign?api-version='
                                  '2018-06-28 HTTP/1.1" 404 Not Found 30', 6)),
        asked=ROOT, expect=ready(warning("log.module-404", owner="hub-configuration", about={"process": "meter"})),
        cure=incurable("a module's Dockerfile is its author's"))

    scenario(
        "journal-out-of-memory", "The kernel ended a program of .NET for want of memory.",
        broken=written(*HEALTHY, ("kernel", "Memory cgroup out of memory: Killed process 4711 (dotnet) total-vm:3200000kB", 2)),
        asked=ROOT, expect=ready(warning("log.small-device", owner="hub-configuration")),
        cure=incurable("OptimizeForPerformance is set in the deployment, which is at the hub"))

    scenario(
        "journal-socket-denied", "The daemon may not open its fellow's socket.",
        broken=written(*HEALTHY, (DAEMON, warn("Failed to send HTTP request (attempt 1 of 2): Permission denied (os error 13)"), 5)),
        asked=ROOT, expect=ready(warning("log.socket-denied", owner="device")),
        cure=incurable("there is no IoT Edge here whose sockets could be mended"))

    scenario(
        "journal-hostname-refused", "The daemon refused a name that the device had until somebody mended it.",
        broken=written(*HEALTHY, (IDENTITY, lambda ago: f"{stamp(ago)} [ERR!] - invalid hostname, greater than 64 characters", 3),
                       ("iotedge", lambda ago: f"{stamp(ago)} [ERR!] - Hostname cannot be empty or greater than 64 characters", 3)),
        asked=ROOT, expect=ready(remark("log.hostname-invalid")))

    scenario(
        "journal-certificate-unverified", "The identity service was shown a certificate that it did not trust, and no more.",
        broken=written(*HEALTHY, (IDENTITY, warn("certificate verify failed: self signed certificate in certificate chain"), 4)),
        asked=ROOT, expect=ready(remark("log.certificate")))

    scenario(
        "journal-clock-was-off", "Certificates were not yet valid until the clock was set.",
        broken=written(*HEALTHY, (IDENTITY, warn("certificate verify failed: certificate is not yet valid"), 4)),
        asked=ROOT, expect=ready(remark("log.clock")))

    scenario(
        "journal-pull-without-a-name", "The registry's name is not found, as the engine says in the journal as well.",
        broken=lambda lab: (lab.names.records.pop(REGISTRY, None), written(*HEALTHY, (DAEMON, warn(
            f'Could not pull image {REGISTRY}/azureiotedge-agent:1.5: Get "https://{REGISTRY}/v2/": dial tcp: lookup {REGISTRY}: '
            'no such host'), 4))(lab)),
        asked=ROOT, expect=blocked(error("dns.nodata", about={"host": REGISTRY}), usable=ALL),
        cure=incurable("the name is missing in the site's own resolver, which is not the device's"))

    scenario(
        "journal-port-was-taken", "Port 443 was taken, says the engine; now it is free.",
        broken=written(*HEALTHY, ("docker", 'time="2026-11-29T10:00:00Z" level=error msg="driver failed programming external '
                                  'connectivity on endpoint edgeHub: Bind for 0.0.0.0:443 failed: port is already allocated"', 3)),
        asked=ROOT, expect=ready(remark("log.port-allocated", about={"port": 443})))

    scenario(
        "journal-not-read", "The same with --no-logs: what is not read says nothing.",
        broken=written((DAEMON, warn("Could not pull image plant.azurecr.io/meter:1: no basic auth credentials"), 5)),
        asked=asking("--no-logs", user=None), expect=ready())

    scenario(
        "journal-not-for-everybody", "An ordinary user may not read the journal, and is told which right that takes.",
        broken=written((DAEMON, warn("Could not pull image plant.azurecr.io/meter:1: no basic auth credentials"), 5)),
        expect=ready())

    scenario(
        "journal-port-was-denied", "The engine was not let bind port 443; now it is free and may be bound.",
        broken=written(*HEALTHY, ("docker", 'time="2026-11-29T10:00:00Z" level=error msg="listen tcp4 0.0.0.0:443: bind: permission '
                                  'denied"', 3)),
        asked=ROOT, expect=ready(remark("log.port-allocated", about={"port": 443})))

    scenario(
        "journal-token-was-expired", "The hub took the identity service's tokens for expired until the clock was set.",
        broken=written(*HEALTHY, (IDENTITY, warn("401 Unauthorized: the SAS token is expired"), 4)),
        asked=ROOT, expect=ready(remark("log.clock")))

    scenario(
        "journal-tokens-of-others", "Modules' tokens ended at edgeHub, and uploads' at a store: neither is the device's clock.",
        broken=written(*HEALTHY, ("docker", "Error authenticating token because SAS token is expired", 4),
                       (DAEMON, warn("upload logs to plant.blob.core.windows.net: SAS token is expired"), 4)),
        asked=ROOT, expect=ready())

    scenario(
        "journal-names-were-not-found", "The daemon found no names for a while, and does now.",
        broken=written(*HEALTHY, (DAEMON, warn("dns error: failed to lookup address information: Temporary failure in name resolution"), 4)),
        asked=ROOT, expect=ready(remark("log.transient-network")))

    scenario(
        "journal-names-are-not-found", "The daemon finds no names: the device's resolver is dropped, which the log bears witness of.",
        broken=lambda lab: (lab.gateway.filters("iifname lan udp dport 53 drop", "iifname lan tcp dport 53 drop"),
                            written(*HEALTHY, (DAEMON, warn("dns error: failed to lookup address information: Temporary failure in "
                                                            "name resolution"), 4))(lab)),
        asked=ROOT, expect=blocked(error("dns.timeout", owner="site-network")), cure=applied("nftables", at="gateway"))

    scenario(
        "journal-proxy-wants-credentials", "The proxy wants credentials, of the run and, says the journal, of the identity service.",
        broken=lambda lab: behind_a_proxy(lab, UNPAID, user="gateway", password="s3cr3t"),
        asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", user=None),
        expect=blocked(error("proxy.auth-required", owner="proxy")),
        cure=granted(None, without_credentials), leaves=ready(remark("log.proxy-407"), usable=WEB))

    scenario(
        "journal-proxy-wanted-credentials", "The proxy wanted credentials of the identity service, and wants none today.",
        broken=lambda lab: behind_a_proxy(lab, UNPAID), asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", user=None),
        expect=ready(remark("log.proxy-407"), usable=WEB))

    scenario(
        "journal-proxy-denied", "The proxy opened no tunnel for the identity service, and opens them today.",
        broken=lambda lab: behind_a_proxy(lab, (IDENTITY, warn("unsuccessful tunnel (HTTP/1.1 403 Forbidden)"), 4)),
        asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", user=None),
        expect=ready(remark("log.proxy-denied"), usable=WEB))

    scenario(
        "journal-image-limited", "The registry gave the daemon no more images for a while.",
        broken=written(*HEALTHY, (DAEMON, warn(
            'Could not pull image docker.io/library/meter:1: toomanyrequests: too many pulls'), 5)),
        asked=ROOT, expect=ready(warning("log.image-429", owner="hub-configuration")),
        cure=incurable("credentials belong into the deployment, which is at the hub"))

    scenario(
        "journal-hub-did-not-answer", "The hub did not answer the identity service for a while, and does now.",
        broken=written(*HEALTHY, (IDENTITY, warn("error trying to connect: tcp connect error: Connection timed out (os error 110)"), 4)),
        asked=ROOT, expect=ready(remark("log.transient-network")))

    scenario(
        "journal-hub-refused", "The hub's port refused the identity service for a while, and does not now.",
        broken=written(*HEALTHY, (IDENTITY, warn("error trying to connect: tcp connect error: Connection refused (os error 111)"), 4)),
        asked=ROOT, expect=ready(remark("log.transient-network")))

    scenario(
        "journal-certificate-had-expired", "A certificate was out of its time by the device's clock, which is right today.",
        broken=written(*HEALTHY, (IDENTITY, warn("certificate verify failed: certificate has expired"), 4)),
        asked=ROOT, expect=ready(remark("log.clock")))

    scenario(
        "journal-parent-was-unreachable", "The identity service did not reach its parent for a while, and does now.",
        broken=written(*HEALTHY, (IDENTITY, warn("could not perform HTTP request"), 4)),
        asked=ROOT, expect=ready(remark("log.parent-unreachable")))

    scenario(
        "journal-says-why-the-engine-stopped", "A killed engine left its socket, and the journal says why it does not start again.",
        broken=lambda lab: (
            lab.device("python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('/run/docker.sock')"),
            written(*HEALTHY, ("docker", "unable to configure the Docker daemon with file /etc/docker/daemon.json: invalid character", 3))(lab)),
        asked=ROOT, expect=inconclusive(warning("container.engine-stopped", owner="device"), usable=ALL, vantages=("host",)),
        cure=granted("start-engine", lambda lab: (lab.device("rm", "/run/docker.sock"), lab.engine())))

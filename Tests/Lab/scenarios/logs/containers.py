"""What containers wrote, as a real engine keeps it, and what the engine itself says of them and of their ports."""

from cures import *
from journal import serilog
from scenario import *

LABEL = "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent"


def module(lab, name, lines, *options, then="exec sleep 2147483647"):
    """A container of IoT Edge's that writes lines to its log."""
    text = "".join(f"{line}\n" for line in lines).replace("'", "'\\''")
    return lab.engine().run(name, "azure-iot-edge", "sh", "-c", f"printf %s '{text}'; {then}", options=["--label", LABEL, *options])


def agent(*lines):
    """edgeAgent with lines, ten seconds between them, the last one ten minutes ago."""
    def broken(lab):
        count = len(lines)
        module(lab, "edgeAgent", [f"<{level}> {serilog(600 + 10 * (count - number))} {text}"
                                  for number, (level, text) in enumerate(lines)])
    return broken


CONNECTS = (6, "[INF] - Edge agent attempting to connect to IoT Hub via Amqp_Tcp_Only...")
FALLS_BACK = (6, "[INF] - Edge agent attempting to connect to IoT Hub via Amqp_WebSocket_Only...")
CONNECTED = (6, "[INF] - Edge agent connected to IoT Hub via Amqp_Tcp_Only.")
EMPTY = (4, "[WRN] - Empty edge agent config was received. Attempting to read config from backup instead")
TRANSIENT = (4, "[WRN] - IotHubCommunicationException: Transient network error occurred, please retry.")

scenario("edge-agent-healthy", "edgeAgent connected at once; a module speaks of faults that it read about.",
         broken=lambda lab: (agent(CONNECTS, CONNECTED, EMPTY, CONNECTED)(lab),
                             module(lab, "helpdesk", ["user: port is already allocated, what now", "empty config file",
                                                      "SAS token is expired", "certificate verify failed"])),
         asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario("edge-agent-reconnected-last-night", "A connection of edgeAgent's broke once, and came back.",
         broken=agent(CONNECTS, CONNECTED, TRANSIENT, CONNECTED), asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario("edge-agent-was-kept-out", "edgeAgent did not get out, until somebody opened the way; it was not started again.",
         broken=agent(CONNECTS, FALLS_BACK, *[EMPTY] * 6), asked=ROOT,
         expect=ready(remark("log.agent-fallback"), remark("log.empty-config"), vantages=EVERYWHERE))

scenario("edge-agent-found-no-names", "edgeAgent found the hub's name nowhere, until somebody mended that.",
         broken=agent(CONNECTS, *[(4, "[WRN] - HttpRequestException: Name or service not known (myhub.azure-devices.net:443)")] * 5),
         asked=ROOT, expect=ready(remark("log.transient-network"), vantages=EVERYWHERE))

scenario(
    "edge-agent-falls-back", "The site drops AMQP, and edgeAgent's log says what comes of it.",
    broken=lambda lab: (agent(CONNECTS, FALLS_BACK)(lab), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", about={"port": 5671}), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE))

scenario(
    "edge-agent-without-deployment", "edgeAgent reached the hub, which has no deployment for it.",
    broken=agent(CONNECTS, CONNECTED, *[(6, "[INF] - Deployment config in edge agent's desired properties is empty.")] * 3),
    asked=ROOT, expect=ready(warning("log.no-deployment", owner="hub-configuration"), vantages=EVERYWHERE),
    cure=incurable("a deployment is made at the hub"))

scenario(
    "edge-hub-cannot-read-a-time", "edgeHub cannot read the creation time of a module's messages.",
    broken=lambda lab: module(lab, "edgeHub", [
        f"<3> {serilog(600 - second)} [ERR] - System.FormatException: String '29.11.' was not recognized as a valid DateTime."
        for second in range(5)]),
    asked=ROOT, expect=ready(warning("log.format-exception", owner="hub-configuration"), vantages=EVERYWHERE),
    cure=incurable("the module's author has to change it"))

scenario(
    "module-loses-its-process", "A module that does not stay up says that the daemon does not find it.",
    broken=lambda lab: module(lab, "meter", ["Unhandled exception. HttpHsmComunicationException: Error calling SignAsync: "
                                             "Module not found, StatusCode: 404"], "--restart", "no", then="exit 1"),
    asked=ROOT, expect=ready(warning("log.module-404", owner="hub-configuration", about={"process": "meter"}), vantages=EVERYWHERE),
    cure=incurable("a module's Dockerfile is its author's"))

scenario(
    "module-killed-by-a-stop", "A module that did not stop in time was killed: status 137, and no want of memory.",
    broken=lambda lab: (module(lab, "edgeHub", ["starting"]), lab.engine()("kill", "--signal", "KILL", "edgeHub")),
    asked=ROOT, expect=ready(vantages=EVERYWHERE))


def eats(name):
    """A module with a limit of memory, and what takes more: the kernel ends it, and the engine says so."""
    def broken(lab):
        module(lab, name, ["starting"], "--memory", "16m", "--memory-swap", "16m", "--restart", "no",
               then="a=0123456789abcdef; while :; do a=$a$a; done")
        lab.engine()("wait", name)
    return broken


def fed(lab):
    """The deployment gives it more, which is a new container."""
    lab.engine()("rm", "--force", "camera")
    module(lab, "camera", ["starting"], "--memory", "64m")


scenario(
    "edge-hub-out-of-memory", "edgeHub needs more memory than it may have: the kernel ends it.",
    broken=eats("edgeHub"), asked=ROOT,
    expect=ready(warning("log.small-device", owner="hub-configuration", confidence="certain", about={"process": "edgeHub"}),
                 vantages=EVERYWHERE),
    cure=incurable("OptimizeForPerformance is set in the deployment, which is at the hub"))


scenario(
    "module-out-of-memory", "A module of somebody's own needs more memory than its createOptions allow: the kernel ends it.",
    broken=eats("camera"), asked=ROOT,
    expect=ready(warning("log.small-device", owner="hub-configuration", confidence="certain", about={"process": "camera"}),
                 vantages=EVERYWHERE),
    cure=granted("module-memory", fed), leaves=ready(vantages=EVERYWHERE))

scenario("module-within-its-memory", "A module has a limit of memory, and stays below it.",
         broken=lambda lab: module(lab, "camera", ["starting"], "--memory", "64m"), asked=ROOT, expect=ready(vantages=EVERYWHERE))


def port_taken(lab):
    """The engine's own words: what it says when edgeHub's container is started."""
    lab.device.write("/etc/nginx/lab.conf", "daemon off; pid /run/nginx.pid; user root; error_log /run/nginx.log;\n"
                     "events { worker_connections 16; }\nhttp { access_log off; server { listen 0.0.0.0:443; return 200; } }\n")
    lab.device.unit("nginx", "nginx -c /etc/nginx/lab.conf", ready="ss -Hlnt sport = :443 | grep -q .")
    lab.device("systemctl", "start", "nginx")
    engine = lab.engine()
    engine("run", "--detach", "--name", "edgeHub", "--network", "azure-iot-edge", "-p", "443:443", engine.image(), "sleep", "60",
           check=False)


scenario(
    "edge-hub-port-in-the-engines-log", "A web server holds 443, and the engine's own log says so too.",
    broken=port_taken, asked=asking("--log", "/run/lab/units/docker/log", user=None),
    expect=blocked(error("host.port-conflict", owner="device", about={"port": 443}), usable=ALL),
    cure=granted("free-port", lambda lab: lab.device("systemctl", "stop", "nginx")),
    leaves=ready(remark("log.port-allocated", about={"port": 443}), vantages=EVERYWHERE))

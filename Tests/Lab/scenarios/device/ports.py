from cures import *
from scenario import *
import services
from topology import Site

def web_server(address):
    def broken(lab):
        lab.device.write("/etc/nginx/lab.conf", "daemon off; pid /run/nginx.pid; user root; error_log /run/nginx.log;\n"
                         f"events {{ worker_connections 16; }}\nhttp {{ access_log off; server {{ listen {address}; return 200; }} }}\n")
        lab.device.unit("nginx", "nginx -c /etc/nginx/lab.conf", ready="ss -Hlnt sport = :443 | grep -q .")
        lab.device("systemctl", "start", "nginx")
    return broken


for name, address in {"everywhere": "0.0.0.0:443", "loopback": "127.0.0.1:443", "ipv6": "[::]:443 ipv6only=on"}.items():
    scenario(
        f"port-443-taken-{name}", f"A web server listens on {address}, so edgeHub cannot publish the port.",
        broken=web_server(address), asked=ROOT,
        expect=blocked(error("host.port-conflict", owner="device", place="this-device", about={"port": 443}), usable=ALL),
        cure=granted("free-port", lambda lab: lab.device("systemctl", "stop", "nginx")),
    )

scenario(
    "port-443-taken-by-container", "Another container publishes port 443.",
    broken=lambda lab: lab.engine().run("web", "bridge", "httpd", "-f", "-p", "443", options=["-p", "443:443"]), asked=ROOT,
    expect=blocked(error("host.port-conflict", owner="device", about={"port": 443}), usable=ALL),
    cure=applied("shell", remedy="stop-container"), leaves=ready(vantages=EVERYWHERE),
)


def edge_hub(lab):
    options = [part for port in (443, 5671, 8883) for part in ("-p", f"{port}:{port}")]
    lab.engine().run("edgeHub", "azure-iot-edge", "httpd", "-f", "-p", "443", options=options)
    lab.engine().run("edgeAgent")


scenario("edge-hub-running", "edgeHub runs already and owns its ports.", broken=edge_hub, asked=ROOT, expect=ready(vantages=EVERYWHERE))


scenario(
    "edge-hub-running-seen-by-anybody", "edgeHub runs already and owns its ports, which an ordinary user cannot see.",
    broken=edge_hub, expect=inconclusive(*(warning("host.port-conflict", confidence="possible", about={"port": port}) for port in (443, 5671, 8883)),
                                         usable=ALL, vantages=("host",)),
    cure=incurable("nothing is broken: with sudo the run sees whose they are"),
)

MODULE = ("--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent")


def api_proxy(lab, with_hub):
    """A nested gateway: the API proxy serves HTTPS, edgeHub the rest."""
    lab.engine().run("IoTEdgeAPIProxy", "azure-iot-edge", "httpd", "-f", "-p", "443", options=["-p", "443:443", *MODULE])
    if with_hub:
        options = [part for port in (5671, 8883) for part in ("-p", f"{port}:{port}")]
        lab.engine().run("edgeHub", "azure-iot-edge", "httpd", "-f", "-p", "5671", options=options)


scenario(
    "edge-hub-running-beside-the-api-proxy", "A nested gateway in service: its API proxy has port 443, and edgeHub the others.",
    broken=lambda lab: api_proxy(lab, with_hub=True), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

scenario(
    "edge-hub-down-beside-the-api-proxy", "A nested gateway whose edgeHub is down: its API proxy has port 443, as the deployment may want it.",
    broken=lambda lab: api_proxy(lab, with_hub=False), asked=ROOT,
    expect=inconclusive(warning("host.port-conflict", confidence="possible", about={"port": 443}), usable=ALL, vantages=EVERYWHERE),
    cure=incurable("which of two modules has the port is written in the deployment, which this device has not"),
)


def edge_hub_on_one_address(lab):
    """edgeHub's ports on the machine LAN's address alone, and 8883 on every address besides."""
    options = [part for port in (443, 5671, 8883) for part in ("-p", f"{Site.DEVICE}:{port}:{port}")] + ["-p", "1883:8883"]
    lab.engine().run("edgeHub", "azure-iot-edge", "httpd", "-f", "-p", "443", options=options)


scenario("edge-hub-on-one-address", "edgeHub publishes its ports on one address, and one of them twice.",
         broken=edge_hub_on_one_address, asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario(
    "port-443-taken-seen-by-anybody", "An ordinary user sees that a port is taken, though not by whom.",
    broken=web_server("0.0.0.0:443"), expect=blocked(error("host.port-conflict", about={"port": 443}), usable=ALL),
    cure=granted("free-port", lambda lab: lab.device("systemctl", "stop", "nginx")),
)

scenario(
    "other-port-taken", "A web server listens on 8080, which nobody needs.",
    broken=lambda lab: services.nginx_page(lab.device, f"{lab.folder}/page", "0.0.0.0", port=8080), expect=ready(),
)


def host_port(lab, engine=True):
    """What Kubernetes' portmap plugin writes for a pod with `hostPort: 443`; nobody listens."""
    pod, chain = "10.42.0.5", "CNI-DN-4f1a2b3c4d5e6f7a8b9c0"
    if engine == "first":
        lab.engine()
    nat = lambda *rule: lab.device("iptables", "-t", "nat", *rule)
    nat("-N", "CNI-HOSTPORT-DNAT")
    nat("-N", chain)
    nat("-A", "PREROUTING", "-m", "addrtype", "--dst-type", "LOCAL", "-j", "CNI-HOSTPORT-DNAT")
    nat("-A", "OUTPUT", "-m", "addrtype", "--dst-type", "LOCAL", "-j", "CNI-HOSTPORT-DNAT")
    nat("-A", "CNI-HOSTPORT-DNAT", "-p", "tcp", "-m", "multiport", "--dports", "443", "-j", chain)
    nat("-A", chain, "-p", "tcp", "--dport", "443", "-j", "DNAT", "--to-destination", f"{pod}:8443")
    if engine is True:
        lab.engine()


def diverted(rule, port=443):
    return warning("host.port-conflict", owner="device", place="this-device", rule=rule, about={"port": port}, confidence="certain")


def without_host_port(lab):
    lab.device("iptables", "-t", "nat", "-F", "CNI-HOSTPORT-DNAT")


scenario(
    "port-443-taken-by-a-pod", "A pod of Kubernetes has the host's port 443 by rules alone, which come before the engine's.",
    broken=host_port, asked=ROOT, expect=ready(diverted("iptables nat CNI-DN-"), vantages=EVERYWHERE),
    cure=granted("free-port", without_host_port), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "port-443-taken-by-a-pod-before-the-engine", "A pod has the host's port 443, and there is no engine yet, whose rules will come behind.",
    broken=lambda lab: host_port(lab, engine=False), asked=ROOT, expect=ready(diverted("iptables nat CNI-DN-"), vantages=("host",)),
    cure=granted("free-port", without_host_port),
)

scenario(
    "pod-behind-the-engine", "A pod has the host's port 443 by rules that come behind the engine's: edgeHub will have it.",
    broken=lambda lab: host_port(lab, engine="first"), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def service(lab):
    """kube-proxy sends what comes in for a service with this device's address to the one pod behind it."""
    lab.engine()
    nat = lambda *rule: lab.device("iptables", "-t", "nat", *rule)
    for chain in ("KUBE-SERVICES", "KUBE-EXT-WEB", "KUBE-SEP-WEB"):
        nat("-N", chain)
    nat("-I", "PREROUTING", "-m", "comment", "--comment", "kubernetes service portals", "-j", "KUBE-SERVICES")
    nat("-A", "KUBE-SERVICES", "-d", f"{Site.DEVICE}/32", "-p", "tcp", "-m", "tcp", "--dport", "8883", "-j", "KUBE-EXT-WEB")
    nat("-A", "KUBE-EXT-WEB", "-j", "KUBE-SEP-WEB")
    nat("-A", "KUBE-SEP-WEB", "-p", "tcp", "-m", "tcp", "-j", "DNAT", "--to-destination", "10.42.0.7:8883")


scenario(
    "port-8883-taken-by-a-service", "A service of Kubernetes has port 8883 of this device's address.",
    broken=service, asked=ROOT, expect=ready(diverted("iptables nat KUBE-SEP-WEB", port=8883), vantages=EVERYWHERE),
    cure=granted("free-port", lambda lab: lab.device("iptables", "-t", "nat", "-F", "KUBE-SERVICES")), leaves=ready(vantages=EVERYWHERE),
)


def own_rule(lab):
    """An administrator sends 443 to a web interface on another port; the engine came later."""
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-i", "eth0", "-p", "tcp", "--dport", "443", "-j", "REDIRECT", "--to-ports", "8443")
    lab.engine()


scenario(
    "port-443-redirected", "A rule of the device, before the engine's, redirects what comes in for 443 to its own web interface.",
    broken=own_rule, asked=ROOT, expect=ready(diverted("iptables nat PREROUTING"), vantages=EVERYWHERE),
    cure=applied("iptables", remedy="free-port"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "edge-hub-running-beside-a-pod", "edgeHub runs and owns its ports by the engine's rules, and a pod has another port.",
    broken=lambda lab: (edge_hub(lab), lab.device("iptables", "-t", "nat", "-I", "PREROUTING", "-p", "tcp", "--dport", "8080", "-m", "addrtype",
                                                  "--dst-type", "LOCAL", "-j", "DNAT", "--to-destination", "10.42.0.5:8080")),
    asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

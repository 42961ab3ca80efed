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

import os

from certificates import Authority
from services import Service
from cures import *
from scenario import *
from topology import Site

WITHOUT_443 = {"host": ALL, "docker:bridge": {"mqtt", "amqp"}, "docker:azure-iot-edge": {"mqtt", "amqp"}}


def web_server(lab, port=8443):
    """A web server of the device's own, with a certificate of its own."""
    folder = f"{lab.folder}/webserver"
    os.makedirs(folder, exist_ok=True)
    authority = Authority(f"{folder}/authority")
    key, certificate = authority.leaf("web", "device.local")
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error;\nevents {{}}\nhttp {{\n access_log off;\n"
                   f" server {{ listen {port} ssl;\n ssl_certificate {certificate};\n ssl_certificate_key {key};\n"
                   " location / { return 200 'hello'; }\n }\n}\n")
    return Service(lab.device, folder, "nginx", "-c", f"{folder}/nginx.conf", ready=("tcp", port))


def redirected(lab):
    lab.engine()
    web_server(lab)
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "443", "-j", "REDIRECT", "--to-ports", "8443")


scenario(
    "redirected-https", "A rule of the device redirects whatever comes in for port 443 to its own web server, the containers' packets too.",
    broken=redirected, asked=ROOT,
    # edgeAgent and edgeHub have AMQP on 5671.
    expect=ready(remark("nat.redirected", owner="device", place="this-device", rule="iptables nat PREROUTING", vantages=CONTAINERS, confidence="certain"),
                 usable=WITHOUT_443),
)

scenario(
    "redirected-https-in-use", "A rule of the device redirects whatever comes in for port 443 to its own web server, and edgeHub is to use 443.",
    broken=redirected, asked=asking("--upstream", "amqp-ws", user=None),
    expect=degraded(warning("nat.redirected", owner="device", place="this-device", rule="iptables nat PREROUTING", vantages=CONTAINERS, confidence="certain"),
                    usable=WITHOUT_443),
    cure=applied("iptables"), leaves=ready(vantages=EVERYWHERE),
)


def redirected_out(lab):
    """The device's own packets, to an address where nobody is."""
    lab.device.nft("table ip detour {\n chain out {\n type nat hook output priority -100;\n"
                   f" ip daddr {Site.CLOUD} tcp dport {{ 443, 5671, 8883 }} counter dnat to {Site.NOBODY}\n }}\n}}\n")


scenario(
    "redirected-own-packets", "A rule of the device sends its own packets for the hub to another address, where nobody answers.",
    broken=redirected_out, asked=ROOT,
    expect=blocked(error("nat.redirected", owner="device", place="this-device", rule="nft ip detour out handle")),
    cure=applied("nftables"), leaves=ready(usable=ALL - {"mqtt"}),
)


def redirected_names(lab):
    """A name filter was taken away, and its redirection of DNS stayed."""
    lab.engine()
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "udp", "--dport", "53", "-j", "REDIRECT", "--to-ports", "5353")
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "53", "-j", "REDIRECT", "--to-ports", "5353")


scenario(
    "redirected-names", "A rule of the device redirects the containers' questions for names to a filter that is gone.",
    broken=redirected_names, asked=ROOT,
    expect=blocked(error("nat.redirected", owner="device", place="this-device", rule="iptables nat PREROUTING", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("iptables"), leaves=ready(vantages=EVERYWHERE),
)


def redirected_well(lab):
    """A transparent forwarder of the device takes the connections, and brings them to where they go."""
    lab.engine()
    folder = f"{lab.folder}/forwarder"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/haproxy.cfg", "w") as file:
        file.write("defaults\n    mode tcp\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n"
                   "listen through\n    bind :8400\n    server meant *\n")
    Service(lab.device, folder, "haproxy", "-db", "-f", f"{folder}/haproxy.cfg", ready=("tcp", 8400))
    # What is for the device itself, as a web server on another port, is nobody else's matter.
    web_server(lab)
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", "443", "-m", "addrtype", "--dst-type", "LOCAL",
               "-j", "REDIRECT", "--to-ports", "8443")
    lab.device("iptables", "-t", "nat", "-A", "PREROUTING", "-i", "docker0", "-p", "tcp", "--dport", "443", "-j", "REDIRECT", "--to-ports", "8400")


scenario(
    "redirections-that-work", "The device redirects what is for itself, and takes containers' connections through a forwarder that keeps faith.",
    broken=redirected_well, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def redirected_out_to_web_server(lab):
    web_server(lab)
    lab.device.nft("table ip detour {\n chain out {\n type nat hook output priority -100;\n"
                   f" ip daddr {Site.CLOUD} tcp dport 443 counter redirect to :8443\n }}\n}}\n")


scenario(
    "redirected-own-packets-unread", "A rule of the device redirects its own HTTPS to its own web server; an ordinary user may not read rules, and is not told that it is the site.",
    broken=redirected_out_to_web_server,
    expect=blocked(error("tls.intercepted", confidence="likely"), usable={"mqtt", "amqp"}),
    cure=incurable("only root is told which rule it is"),
)

scenario(
    "redirected-own-packets-read", "A rule of the device redirects its own HTTPS to its own web server.",
    broken=redirected_out_to_web_server, asked=ROOT,
    expect=blocked(error("nat.redirected", owner="device", place="this-device", rule="nft ip detour out handle", confidence="certain"), usable={"mqtt", "amqp"}),
    cure=applied("nftables"),
)

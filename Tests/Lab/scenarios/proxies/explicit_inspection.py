"""The site's proxy, which is the only way out, opens up TLS inside its tunnels: the most usual inspection there is."""

import os

from cures import *
from network import run
from scenario import *
from services import Service
from topology import Site

PROXY = f"http://{Site.PROXY}:3128"


def bump(lab, spare=""):
    folder = f"{lab.folder}/explicit{len(spare)}"
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o777)
    pem = f"{folder}/authority.pem"
    with open(pem, "w") as out:
        for part in ("root.key", "root.pem"):
            out.write(open(f"{lab.authority.folder}/{part}").read())
    os.chmod(pem, 0o644)
    run("/usr/lib/squid/security_file_certgen", "-c", "-s", f"{folder}/store", "-M", "4MB")
    run("chown", "-R", "proxy", f"{folder}/store")
    with open(f"{folder}/squid.conf", "w") as file:
        file.write(f"""
http_port 3128 ssl-bump tls-cert={pem} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB
sslcrtd_program /usr/lib/squid/security_file_certgen -s {folder}/store -M 4MB
sslcrtd_children 2 startup=1
acl step1 at_step SslBump1
ssl_bump peek step1
{spare}
ssl_bump bump all
tls_outgoing_options cafile={lab.hub_root}
pid_filename {folder}/squid.pid
cache_log {folder}/cache.log
access_log none
cache deny all
coredump_dir {folder}
cache_effective_user proxy
dns_nameservers {Site.RESOLVER}
visible_hostname inspection.lab
pinger_enable off
http_access allow all
""")
    return Service(lab.cloud, folder, "squid", "-N", "-n", os.path.basename(folder), "-f", f"{folder}/squid.conf", ready=("tcp", 3128))


def closed(lab):
    lab.start()
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    lab.proxy = bump(lab)


def spared(lab):
    lab.proxy.stop()
    lab.proxy = bump(lab, "ssl_bump splice all")


ASKED = asking("--proxy", PROXY, "--upstream", "amqp-ws")
# Azure/iotedge#3096 and the manuals of Zscaler, Fortinet and Palo Alto, which ask for an exemption.
scenario(
    "proxy-inspects", "Only the proxy leads out, and it opens up TLS inside its tunnels.", broken=closed, asked=ASKED,
    expect=blocked(error("tls.intercepted", owner="proxy")), cure=granted("no-tls-inspection", spared), leaves=ready(usable=WEB),
)

scenario(
    "proxy-inspects-beside-an-open-way", "The proxy opens up TLS inside its tunnels, and the direct way is open to the hub's other ports.",
    broken=lambda lab: (lab.start(), lab.gateway.filters("iifname lan tcp dport 443 drop"), setattr(lab, "proxy", bump(lab))),
    asked=asking("--proxy", PROXY), expect=blocked(error("tls.intercepted", owner="proxy"), usable={"amqp", "mqtt"}),
    cure=granted("no-tls-inspection", spared), leaves=ready(usable=ALL),
)

STORE = "/mnt/proxy-store.pem"


def trusted(lab):
    closed(lab)
    with open(STORE, "w") as store:
        for path in (lab.authority.root, lab.hub_root):
            with open(path) as root:
                store.write(root.read())
    os.chmod(STORE, 0o644)


scenario(
    "proxy-inspects-trusted-here", "Only the proxy leads out and opens up TLS inside its tunnels; the device's own store has its root, modules have not.",
    broken=trusted, asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", environment={"SSL_CERT_FILE": STORE}),
    expect=blocked(error("tls.intercepted-trusted", owner="proxy"), usable=None), cure=granted("no-tls-inspection", spared), leaves=ready(usable=WEB),
)

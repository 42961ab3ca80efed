from cures import *
from scenario import *
from services import HUB

# Only what the device sends: the hub's certificate, in the clear in TLS 1.2, bears the name too.
MATCH = ["-s", "198.51.100.10", "-p", "tcp", "-m", "string", "--algo", "bm", "--string", HUB]


def lifted(host):
    return granted("no-tls-inspection", lambda lab: getattr(lab, host)("iptables-legacy", "-F", "FORWARD"))


scenario(
    "name-reset", "A filter resets every ClientHello that names the hub.",
    broken=lambda lab: lab.edge.matches(*MATCH, "-j", "REJECT", "--reject-with", "tcp-reset"),
    expect=blocked(error("tls.sni-filtered", owner="site-network")), cure=lifted("edge"),
)

scenario(
    "name-dropped", "A filter drops every ClientHello that names the hub.",
    broken=lambda lab: lab.gateway.matches(*MATCH, "-j", "DROP"),
    expect=blocked(error("tls.sni-filtered", owner="site-network")), cure=lifted("gateway"),
)

scenario(
    "name-dropped-on-443", "A filter drops the hub's name on port 443 alone.",
    broken=lambda lab: lab.gateway.matches(*MATCH, "--dport", "443", "-j", "DROP"),
    expect=blocked(error("tls.sni-filtered", owner="site-network"), usable={"amqp", "mqtt"}), cure=lifted("gateway"),
)

from cures import *
from emulator import DATA
from scenario import *
from topology import Site

def broken(lab):
    lab.edge.filters("tcp dport 5671 drop")
    lab.separate(DATA, Site.OTHER)
    lab.edge.filters(f"ip daddr {Site.OTHER} drop")


scenario(
    "two-faults", "AMQP is dropped, and the registry's data endpoint is blocked: both are named, the worse one first.", broken=broken,
    expect=blocked(error("registry.data-endpoint-blocked"), warning("tcp.dropped-port"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge", of="tcp.dropped-port"),
    leaves=blocked(error("registry.data-endpoint-blocked"), usable=ALL),
)


def hidden(lab):
    lab.edge.filters(f"ip daddr {Site.CLOUD} drop")
    lab.hub_faults.append("tls-expired")


scenario(
    "lower-hides-higher", "The hub's address is dropped, and its certificate has expired: only the first can be seen.", broken=hidden,
    expect=blocked(error("tcp.dropped-ip")), cure=applied("nftables", at="edge"), leaves=blocked(error("tls.expired")),
)

scenario(
    "names-and-ports", "The resolvers are dead, and everything else is dropped too: only the names are accused.",
    # A silent resolver is waited for as long as a client does, 5 s, and asked once more before its silence is believed.
    broken=lambda lab: lab.edge.filters("iifname site drop"), expect=blocked(error("dns.timeout"), within=8),
    cure=applied("nftables", at="edge", remedy="allow-dns"), leaves=blocked(error("tcp.dropped-all"))
)

"""A VPN client that lets nothing past its tunnel, and the tunnel is down: mullvad/mullvadvpn-app, docs/security.md."""

from cures import *
from scenario import *

#: As the client writes them, with its own chains for what comes in, goes out and passes through.
RULES = """table inet mullvad {
 chain input {
  type filter hook input priority 0; policy drop;
  iif lo accept
  ct state established,related accept
  udp sport 67 udp dport 68 accept
 }
 chain output {
  type filter hook output priority 0; policy drop;
  oif lo accept
  udp sport 68 udp dport 67 accept
  reject
 }
 chain forward {
  type filter hook forward priority 0; policy drop;
  reject
 }
}
"""

scenario(
    "vpn-lets-nothing-past", "A VPN client is down and lets nothing past: neither the device's own packets nor its containers'.",
    broken=lambda lab: (lab.engine(), lab.device.nft(RULES)), asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="mullvad"),
                   error("fwd.dropped", owner="device", rule="mullvad")),
    cure=granted(None, lambda lab: lab.device("nft", "delete", "table", "inet", "mullvad")), leaves=ready(vantages=EVERYWHERE),
)

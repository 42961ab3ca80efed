"""The device's own rules that count: new connections a second, as tutorials have them. IoT Edge opens few, the program many."""

from cures import *
from scenario import *

LIMIT = "iptables -A OUTPUT -o lo -j ACCEPT\niptables -A OUTPUT -p tcp --syn -m limit --limit 2/s --limit-burst 5 -j ACCEPT\niptables -A OUTPUT -p tcp --syn -j DROP"

scenario(
    "own-limit-of-new-connections", "The device's own firewall lets two new connections a second out, and five at once: more than IoT Edge needs.",
    broken=lambda lab: lab.device.shell(LIMIT), asked=ROOT, expect=ready(usable=None),
)
QUOTA = "table inet plan {{\n chain out {{\n type filter hook output priority 10; policy accept;\n oifname eth0 quota over {size} kbytes counter drop\n }}\n}}\n"
scenario(
    "own-quota-used-up", "A data plan's quota as a rule of the device's: it is used up, and nothing goes out any more.",
    broken=lambda lab: (lab.device.nft(QUOTA.format(size=5)), lab.device("ping", "-c", "6", "-i", "0.2", "-s", "1200", "-W", "1", "198.51.100.1", check=False)) and None, asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft inet plan out handle 2", owner="device", place="this-device")), cure=incurable("what the plan has left is nobody's to say here"),
)
scenario(
    "own-quota-left", "Healthy: the same rule, and hardly anything of it is used.",
    broken=lambda lab: lab.device.nft(QUOTA.format(size=500000)) and None, asked=ROOT, expect=ready(),
)

"""The device's own rules that count: new connections a second, as tutorials have them. IoT Edge opens few, the program many."""

from cures import *
from scenario import *

LIMIT = "iptables -A OUTPUT -o lo -j ACCEPT\niptables -A OUTPUT -p tcp --syn -m limit --limit 2/s --limit-burst 5 -j ACCEPT\niptables -A OUTPUT -p tcp --syn -j DROP"

scenario(
    "own-limit-of-new-connections", "The device's own firewall lets two new connections a second out, and five at once: more than IoT Edge needs.",
    broken=lambda lab: lab.device.shell(LIMIT), asked=ROOT, expect=ready(usable=None),
)

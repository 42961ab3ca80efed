from cures import *
from scenario import *

# The other end of the device's cable is switched off: its own end has no carrier, and keeps its addresses.
scenario(
    "no-link", "The device's only cable leads to a switch that is off.",
    broken=lambda lab: lab.gateway("ip", "link", "set", "lan", "down"),
    expect=blocked(error("host.link-down", owner="device", confidence="certain"), usable=NONE),
    cure=granted("bring-link-up", lambda lab: (
        lab.gateway("ip", "link", "set", "lan", "up"), lab.gateway.address("lan", "fd51::1/64"))),
)

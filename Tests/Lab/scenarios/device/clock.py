from cures import *
from scenario import *

scenario(
    "clock-off-by-a-day", "The device's clock is a day behind everybody else's.",
    broken=lambda lab: lab.hub_faults.append("clock-skew"), expect=blocked(error("host.clock-skew", owner="device"), usable=None),
    cure=granted("set-clock", lambda lab: lab.restart_hub()),
)

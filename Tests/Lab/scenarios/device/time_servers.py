from clock import chrony
from cures import *
from scenario import *

def served(lab, offset):
    lab.cloud.address("eth0", "203.0.113.123/24")
    chrony(lab.cloud, f"{lab.folder}/chrony", "203.0.113.123", offset=offset)
    # The device's own, whatever the machine below the lab is configured with.
    lab.device.write("/etc/chrony/chrony.conf", "pool time.plant.example iburst\n")
    lab.names.records["time.plant.example"] = "203.0.113.123"


scenario("time-server-agrees", "A time server agrees with the device.", broken=lambda lab: served(lab, 2),
         expect=ready(time_servers="answered"))


def off(lab):
    served(lab, 86400)
    lab.hub_faults.append("clock-skew")


def set_right(lab):
    lab.restart_hub()
    lab.cloud("pkill", "chronyd")


scenario(
    "clock-off-by-a-day-by-two-witnesses", "The device's clock is a day behind a time server and the hub.", broken=off,
    expect=blocked(error("host.clock-skew", owner="device", confidence="certain"), usable=None, time_servers="answered"),
    cure=granted("set-clock", set_right),
)

scenario(
    "time-server-alone-is-wrong", "A time server is a day ahead, and the hub agrees with the device.",
    broken=lambda lab: served(lab, 86400), expect=ready(time_servers="answered"),
)

scenario(
    "ntp-dropped", "The site drops NTP, and the hub's clock agrees with the device.",
    broken=lambda lab: (served(lab, 0), lab.edge.filters("udp dport 123 drop")), expect=ready(time_servers="silent"),
)

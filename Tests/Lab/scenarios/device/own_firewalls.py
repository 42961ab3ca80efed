from filters import Ufw
from cures import *
from scenario import *

scenario(
    "ufw-denies-outgoing", "ufw denies all that goes out but what was allowed.",
    broken=lambda lab: (Ufw(lab.device, outgoing="deny"), lab.device.shell("ufw allow out to any port 53")),
    expect=blocked(error("host.output-dropped", owner="device", place="this-device")),
    cure=applied("ufw"), leaves=ready(usable=ALL - {"mqtt"}),
)

from cures import *
from filters import NameFilter
from scenario import *
from services import DEVICE_NAME


def by_its_device_name(lab):
    lab.hub_name = DEVICE_NAME
    lab.names.records[DEVICE_NAME] = lab.hub_address
    lab.boxes = [NameFilter(lab.gateway, f"{lab.folder}/names", DEVICE_NAME, silent=True)]


scenario(
    "device-name-as-the-hub-filtered",
    "The hub is given by its TLS 1.3 name, and a filter keeps silent to whoever says that; other names it lets pass, to a "
    "server that answers nobody who does not say its own.",
    broken=by_its_device_name, asked=asking(hub=DEVICE_NAME),
    expect=blocked(error("tls.swallowed", owner="site-network", confidence="possible")),
    cure=granted("no-tls-inspection", lambda lab: [box.stop() for box in lab.boxes]),
)

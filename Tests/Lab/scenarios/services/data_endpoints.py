"""A registry of Azure's with a data endpoint that has a name of its own."""

import services
from cures import *
from registries import Registry, image
from scenario import *
from services import HUB
from topology import Site

PLANT, DATA = "plant.azurecr.io", "plant.westeurope.data.azurecr.io"
CONFIGURED = asking(user=None, hub=None)
MISSING = {"host": DATA}


def registry(lab, data=True):
    """The registry and its data endpoint; the latter without a record, or with another address."""
    lab.registry = Registry(lab, PLANT, address=Site.OTHER, images={"agent:1.5": image()}, data=DATA)
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{PLANT}/agent:1.5"\n')
    lab.found = lab.names.records[DATA]
    if not data:
        del lab.names.records[DATA]
    elif data is not True:
        lab.names.records[DATA] = data


def recorded(lab):
    lab.names.stop()
    lab.names.records[DATA] = lab.found
    lab.names.start()


scenario(
    "data-endpoint-without-record", "The registry's name resolves, and its data endpoint's does not exist: images never arrive.",
    broken=lambda lab: registry(lab, data=False), asked=CONFIGURED,
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network", about=MISSING), usable=ALL),
    cure=granted("repair-resolver", recorded), leaves=ready())
scenario(
    "data-endpoint-of-ipv6-alone", "The registry's data endpoint has an address of IPv6 alone, and the device has no IPv6 to it.",
    broken=lambda lab: registry(lab, data="2001:db8:99::1"), asked=CONFIGURED,
    expect=blocked(error("registry.data-endpoint-blocked", about=MISSING), usable=ALL), cure=granted("add-address", recorded), leaves=ready())

from cures import *
from scenario import *
from services import HUB

LONG = "gateway-" + "x" * 49 + ".lab.example"


def configured(lab, hostname):
    lab.device.write("/etc/aziot/config.toml", f'hostname = "{hostname}"\n\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     'device_id = "lab-device"\n\n[provisioning.authentication]\nmethod = "sas"\ndevice_id_pk = { value = "c2VjcmV0" }\n')


scenario(
    "hostname-of-69-characters", "The configuration names a hostname that is longer than 64 characters.",
    broken=lambda lab: configured(lab, LONG), asked=ROOT,
    expect=blocked(error("host.hostname-too-long", owner="device"), usable=ALL),
    cure=granted("shorten-hostname", lambda lab: configured(lab, "device")),
)

scenario(
    "hub-from-configuration", "The hub's name comes from IoT Edge's configuration.", broken=lambda lab: configured(lab, "device"),
    asked=asking(user=None, hub=None), expect=ready(),
)

scenario(
    "configuration-with-a-tab", "config.yaml is indented with a tab, which YAML does not allow.",
    broken=lambda lab: lab.device.write("/etc/iotedge/config.yaml", f'hostname: "device"\nprovisioning:\n\tsource: "manual"\n'),
    asked=ROOT, expect=ready(warning("config.malformed", owner="device")),
    cure=granted("repair-configuration", lambda lab: lab.device("rm", "/etc/iotedge/config.yaml")),
)

scenario(
    "hostname-of-another-device", "The configuration calls the device by another name than its own.",
    broken=lambda lab: configured(lab, "another-gateway"), asked=ROOT,
    expect=ready(warning("host.hostname-invalid", owner="device", confidence="certain")),
    cure=granted("shorten-hostname", lambda lab: configured(lab, "device")),
)

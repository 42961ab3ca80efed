"""The provisioning service, its scope and the hub, as configurations write them."""

from cures import *
from scenario import *
from services import DPS, HUB
from topology import Site

CONFIG = "/etc/aziot/config.toml"


def provisioned(endpoint=f"https://{DPS}", scope="0ne00112233"):
    return lambda lab: lab.device.write(
        CONFIG, f'hostname = "device"\n\n[provisioning]\nsource = "dps"\nglobal_endpoint = "{endpoint}"\nid_scope = "{scope}"\n\n'
        '[provisioning.attestation]\nmethod = "symmetric_key"\nregistration_id = "d"\nsymmetric_key = { value = "c2VjcmV0" }\n')


scenario("provisioning-endpoint-with-a-slash", "The configuration's provisioning endpoint ends with a slash.", broken=provisioned(f"https://{DPS}/"),
         asked=ROOT, expect=ready())

# identity/aziot-identityd-config/src/lib.rs of Azure/iot-identity-service takes a URL (url::Url) there, and a name alone is none.
scenario("provisioning-endpoint-without-a-scheme", "The configuration's provisioning endpoint is a name and no URL, which IoT Edge refuses.", broken=provisioned(DPS),
         asked=ROOT, expect=ready(warning("config.malformed", owner="device", rule=CONFIG)), cure=granted("repair-configuration", provisioned(f"https://{DPS}")))

for name, scope in {"a-space-behind-it": "0ne00112233 ", "its-label": "ID Scope: 0ne00112233"}.items():
    scenario(f"provisioning-scope-with-{name}", f"The configuration's ID scope was pasted with {name.replace('-', ' ')}; the provisioning service knows no such scope.",
             broken=provisioned(scope=scope), asked=ROOT, expect=ready(warning("config.malformed", owner="device", rule=CONFIG)),
             cure=granted("repair-configuration", provisioned()))


def manual(hub):
    return lambda lab: lab.device.write(CONFIG, f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{hub}"\ndevice_id = "d"\n'
                                        '[provisioning.authentication]\nmethod = "sas"\ndevice_id_pk = { value = "c2VjcmV0" }\n')


scenario("configured-hub-as-a-url", "The configuration has the hub's name as a URL, which the identity service takes as it stands.",
         broken=manual(f"https://{HUB}"), asked=ROOT, expect=ready(warning("config.malformed", owner="device", rule=CONFIG)), cure=granted("repair-configuration", manual(HUB)))

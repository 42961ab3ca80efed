from cures import *
from scenario import *

def repaired(remedy):
    return granted(remedy, lambda lab: lab.restart_hub())


for fault, cause, owner, usable, cure in [
    ("tls-expired", "tls.expired", "hub-configuration", NONE, "renew-certificate"),
    ("tls-not-yet-valid", "tls.not-yet-valid", "hub-configuration", NONE, "renew-certificate"),
    ("tls-hostname-mismatch", "tls.hostname-mismatch", "hub-configuration", NONE, "use-service-name"),
    ("tls-unknown-ca", "tls.unknown-ca", "device", NONE, "trust-private-root"),
    ("tls-intercepted", "tls.intercepted", None, NONE, "no-tls-inspection"),
    ("tls-version", "tls.version-mismatch", None, NONE, "allow-tls12"),
    ("tls-swallowed", "tls.swallowed", None, NONE, "no-tls-inspection"),
    ("tls-closed", "tls.closed", None, NONE, "no-tls-inspection"),
    ("tls-reset", "tls.sni-filtered", "site-network", NONE, "no-tls-inspection"),
    ("tls-sni-silent", "tls.sni-filtered", "site-network", NONE, "no-tls-inspection"),
]:
    scenario(
        fault, f"The hub's TLS is at fault: {cause}.", broken=lambda lab, fault=fault: lab.hub_faults.append(fault),
        expect=blocked(error(cause, owner=owner), usable=usable), cure=repaired(cure),
    )

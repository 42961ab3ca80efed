from scenario import *
import services
from topology import Site

PRIVATE = "lab.azurecr.io"


def broken(lab):
    key, chain = lab.authority.leaf("registry", PRIVATE)
    lab.trusted.append(lab.authority.root)
    answer = ('add_header Docker-Distribution-Api-Version registry/2.0 always; '
              'add_header WWW-Authenticate \'Basic realm="lab"\' always; return 401;')
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer)
    lab.names.records[PRIVATE] = Site.OTHER


scenario(
    "private-registry", "A private registry wants credentials, which the deployment will bring.", broken=broken,
    asked=asking("--registry", PRIVATE), expect=ready(remark("registry.forbidden", owner="hub-configuration")),
)

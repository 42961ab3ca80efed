"""The registry that edgeAgent's image comes from, and the credentials that the configuration has for it."""

import os
import subprocess

from certificates import Authority
from cures import *
from scenario import *
from services import HUB, Service
from topology import Site

OWN, ISSUER = "registry.plant.example", "token.plant.example"
# As that of an Azure container registry, which is called as its administrator is.
DATA = "gateway.westeurope.data.plant.example"
CONFIG = "/etc/aziot/config.toml"
DIGEST = "sha256:" + "ab" * 32
MANIFEST = f'{{"schemaVersion": 2, "config": {{"digest": "{DIGEST}"}}}}'
TYPE = "application/vnd.docker.distribution.manifest.v2+json"


def registry(lab, challenge="basic", rights="gateway", issuer=OWN, trusted_issuer=True, data=None, port=443, realm_port=None):
    """A web server with accounts (htpasswd) that speaks the registry's protocol: one repository, for those who have the right."""
    folder = f"{lab.folder}/registry"
    os.makedirs(folder)
    accounts = "".join(
        f"{user}:{subprocess.run(['openssl', 'passwd', '-apr1', SECRET], capture_output=True, text=True, check=True).stdout}"
        for user in ("gateway", "stranger"))
    for name, text in (("accounts", accounts), ("empty", "{}"), ("manifest", MANIFEST), ("token", '{"token": "CANARYtoken"}'),
                       ("denied", '{"errors": [{"code": "DENIED", "message": "no right"}]}')):
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
        os.chmod(f"{folder}/{name}", 0o644)
    key, chain = lab.authority.leaf("registry", OWN)
    lab.trusted.append(lab.authority.root)
    if challenge == "basic":
        guard = f'auth_basic "lab"; auth_basic_user_file {folder}/accounts;'
        may = f"if ($remote_user !~ ^({rights})$) {{ return 403; }}"
        # The rewrite phase comes before the check of the password, so the right is asked for behind it.
        repository = (f"location /v2/ {{ {guard} }} location /v2/agent/ {{ {guard} try_files /none @agent; }} "
                      f"location @agent {{ {may} rewrite ^ /manifest break; default_type {TYPE}; }}")
        if data:
            repository += f" location /v2/agent/blobs/ {{ return 307 https://{data}/blob; }}"
        tokens = ""
    else:
        guard = 'if ($http_authorization != "Bearer CANARYtoken") { return 401; }'
        repository = (f"location /v2/ {{ {guard} return 404; }} location /v2/agent/ {{ {guard} " + (f"rewrite ^ /manifest break; default_type {TYPE};" if rights else "return 401;") + " }")
        tokens = f'location = /token {{ auth_basic "lab"; auth_basic_user_file {folder}/accounts; default_type application/json; }}'
    authority = issuer if port == 443 or issuer != OWN else f"{OWN}:{realm_port or port}"
    told = f'Bearer realm="https://{authority}/token",service="{OWN}"' if challenge == "bearer" else 'Basic realm="lab"'
    issuer_server = ""
    if issuer != OWN:
        authority = lab.authority if trusted_issuer else Authority(f"{lab.folder}/stranger", "Stranger")
        issuer_key, issuer_chain = authority.leaf("tokens", ISSUER)
        issuer_server = (f"server {{ listen {Site.PROXY}:443 ssl; ssl_certificate {issuer_chain}; ssl_certificate_key {issuer_key}; "
                         f"root {folder}; access_log {folder}/issuer.access accounts; {tokens} }}")
        lab.names.records[ISSUER] = Site.PROXY
    if data:
        data_key, data_chain = lab.authority.leaf("data", data)
        issuer_server = f"server {{ listen {Site.PROXY}:443 ssl; ssl_certificate {data_chain}; ssl_certificate_key {data_key}; return 200; }}"
        lab.names.records[data] = Site.PROXY
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; user root;
events {{ worker_connections 64; }}
http {{ access_log off; log_format accounts "$http_authorization"; map $http_authorization $challenge {{ default ""; "" '{told}'; }}
server {{ listen {Site.OTHER}:{port} ssl; ssl_certificate {chain}; ssl_certificate_key {key}; root {folder};
 error_page 403 /denied;
 add_header Docker-Distribution-Api-Version registry/2.0 always;
 location = /v2/ {{ if ($http_authorization = "") {{ add_header Docker-Distribution-Api-Version registry/2.0 always;
   add_header WWW-Authenticate '{told}' always; return 401; }} {guard if challenge == "basic" else ""} try_files /empty =404; }}
 {repository} {tokens if issuer == OWN else ""} }}
{issuer_server} }}
""")
    lab.names.records[OWN] = Site.OTHER
    lab.registry = Service(lab.cloud, folder, "nginx", "-c", f"{folder}/nginx.conf", "-p", folder, ready=("tcp", port, Site.OTHER))


def configured(lab, user="gateway", password=SECRET, server=OWN):
    """The configuration of IoT Edge 1.4 and 1.5, with the registry's account on lines 9 to 11."""
    account = (f'[agent.config.auth]\nserveraddress = "{server}"\nusername = "{user}"\npassword = "{password}"\n' if user else "")
    lab.device.write(CONFIG, f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{server if ":" in server else OWN}/agent:1.5"\n{account}')


OLD_CONFIG = "/etc/iotedge/config.yaml"


def configured_before_1_2(lab, password=SECRET):
    """The configuration of IoT Edge 1.0 and 1.1, with the registry's password on line 13."""
    lab.device.write(OLD_CONFIG, f"""provisioning:
  source: manual
  device_connection_string: "HostName={HUB};DeviceId=d;SharedAccessKey=Q0FOQVJZ"
agent:
  name: edgeAgent
  type: docker
  env: {{}}
  config:
    image: "{OWN}/agent:1.1"
    auth:
      serveraddress: "{OWN}"
      username: "gateway"
      password: "{password}"
hostname: "device"
""")


ANONYMOUS = remark("registry.forbidden", owner="hub-configuration", about={"host": OWN})
WRONG = blocked(error("registry.forbidden", owner="device", place="this-device", rule=f"{CONFIG}:11", confidence="certain",
                      about={"host": OWN}), usable=ALL)
CORRECTED = granted("registry-credentials", configured)

for challenge in ("basic", "bearer"):
    scenario(
        f"registry-account-{challenge}", f"edgeAgent's registry wants an account ({challenge}), and the configuration has the right one.",
        broken=lambda lab, challenge=challenge: (registry(lab, challenge), configured(lab)), asked=ROOT, expect=ready(),
    )

    scenario(
        f"registry-account-{challenge}-wrong-password", f"The configuration's password for edgeAgent's registry ({challenge}) is wrong.",
        broken=lambda lab, challenge=challenge: (registry(lab, challenge), configured(lab, password="CANARY-of-old")), asked=ROOT,
        expect=WRONG, cure=CORRECTED,
    )

    scenario(
        f"registry-account-{challenge}-none", f"edgeAgent's registry wants an account ({challenge}), and the configuration has none.",
        broken=lambda lab, challenge=challenge: (registry(lab, challenge), configured(lab, user=None)), asked=ROOT, expect=ready(ANONYMOUS),
    )

AT_PORT = f"{OWN}:5000"

for name, told, configure in (
        ("at-a-port", "at a port of its own", lambda lab, **more: (registry(lab, "bearer", port=5000), configured(lab, server=AT_PORT, **more))),
        ("before-1-2", "of IoT Edge 1.1", lambda lab, **more: (registry(lab), configured_before_1_2(lab, **more)))):
    rule, correct = (f"{CONFIG}:11", lambda lab: configured(lab, server=AT_PORT)) if name == "at-a-port" else (f"{OLD_CONFIG}:13", configured_before_1_2)
    scenario(
        f"registry-account-{name}", f"edgeAgent's registry {told} wants an account, and the configuration has the right one.",
        broken=configure, asked=ROOT, expect=ready(),
    )

    scenario(
        f"registry-account-{name}-wrong-password", f"The configuration's password for edgeAgent's registry {told} is wrong.",
        broken=lambda lab, configure=configure: configure(lab, password="CANARY-of-old"), asked=ROOT,
        expect=blocked(error("registry.forbidden", owner="device", place="this-device", rule=rule, confidence="certain", about={"host": OWN}), usable=ALL),
        cure=granted("registry-credentials", correct),
    )

scenario(
    "registry-account-at-a-port-token-at-a-third", "edgeAgent's registry has a port of its own, and its tokens come from another, which is not asked: nobody knows the rest.",
    broken=lambda lab: (registry(lab, "bearer", port=5000, realm_port=5001), configured(lab, server=AT_PORT)), asked=ROOT,
    expect=inconclusive(usable=ALL), cure=incurable("which ports a registry has is its own business"),
)

scenario(
    "registry-account-without-right", "The registry knows the configuration's account, and denies it the image.",
    broken=lambda lab: (registry(lab), configured(lab, user="stranger")), asked=ROOT,
    expect=blocked(error("registry.denied", owner="hub-configuration", about={"host": OWN}), usable=ALL),
    cure=granted("registry-rules", configured),
)

scenario(
    "registry-account-without-scope", "The registry's token service knows the configuration's account, and its token is worth nothing for the image.",
    broken=lambda lab: (registry(lab, "bearer", rights=""), configured(lab)), asked=ROOT,
    expect=blocked(error("registry.forbidden", owner="hub-configuration", about={"host": OWN}), usable=ALL),
    cure=incurable("who has a right to what is the registry's own business"),
)

scenario(
    "registry-account-of-another", "The configuration has an account, and says that it is another registry's: this one does not get it.",
    broken=lambda lab: (registry(lab), configured(lab, server="registry.elsewhere.example")), asked=ROOT,
    # The other one is asked as well, where images may come from, and nobody has it.
    expect=ready(warning("dns.nxdomain", about={"host": "registry.elsewhere.example"}), ANONYMOUS), cure=incurable("there is none of that name"),
)

scenario(
    "registry-account-at-an-issuer", "edgeAgent's registry has its tokens from another host, which takes the configuration's account.",
    broken=lambda lab: (registry(lab, "bearer", issuer=ISSUER), configured(lab)), asked=ROOT, expect=ready(),
)

scenario(
    "registry-account-called-as-its-data-endpoint", "edgeAgent's registry leads its blobs to a host whose name has the account's name in it.",
    broken=lambda lab: (registry(lab, data=DATA), configured(lab)), asked=ROOT, expect=ready(),
)

scenario(
    "registry-account-called-as-its-dropped-data-endpoint", "The host that edgeAgent's registry leads its blobs to has the account's name in it, and is dropped.",
    broken=lambda lab: (registry(lab, data=DATA), configured(lab), lab.edge.filters(f"ip daddr {Site.PROXY} drop")), asked=ROOT,
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network"), usable=ALL),
    cure=applied("nftables", at="edge"), leaves=ready(),
)

def untold(lab, _):
    """Nobody sent the issuer an account."""
    with open(f"{lab.folder}/registry/issuer.access") as file:
        told = file.read()
    assert "Basic" not in told, "the issuer was told the account"
    return ()


scenario(
    "registry-account-at-an-unproven-issuer", "edgeAgent's registry has its tokens from another host, which does not prove that it is that host: it gets no account, and nobody knows the rest.",
    broken=lambda lab: (registry(lab, "bearer", issuer=ISSUER, trusted_issuer=False), configured(lab)), asked=ROOT,
    expect=blocked(error("tls.unknown-ca", owner="device"), usable=ALL), cure=Cure(untold, "nothing"),
    leaves=blocked(error("tls.unknown-ca"), usable=ALL),
)

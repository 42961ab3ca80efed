"""The real servers that the probes climb: none of them was written here."""

import os
import sys
import time
from urllib.parse import quote

from network import run, stop

HUB = "myhub.azure-devices.net"
#: The same hub's name for devices that speak TLS 1.3.
DEVICE_NAME = "myhub.device.azure-devices.net"
DPS = "global.azure-devices-provisioning.net"
REGISTRY = "mcr.microsoft.com"
BRIDGE = os.path.join(os.path.dirname(__file__), "websocket_bridge.py")


class Service:
    """A server process in one host; started, waited for and stopped by its pid."""

    def __init__(self, host, folder, *command, ready, environment=None):
        self.log = open(f"{folder}.log", "w")
        self.process = host.start(*command, stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})})
        deadline = time.monotonic() + 60
        while not listens(host, *ready):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start: {open(self.log.name).read()[-2000:]}")
            time.sleep(0.05)

    def stop(self):
        stop(self.process)
        self.log.close()


def listens(host, kind, port, address=None):
    """Whether something listens on a port of the host, or of this address of it, as ss(8) sees it."""
    where = f"sport = :{port}" if address is None else f"src {f'[{address}]' if ':' in address else address}:{port}"
    output = host("ss", "-Hln", "-t" if kind == "tcp" else "-u", *where.split()).stdout
    return bool(output.strip())


def mosquitto(host, folder, key, chain):
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/mosquitto.conf"
    with open(config, "w") as file:
        file.write("per_listener_settings true\nuser root\n"
                   "listener 9001 127.0.0.1\nprotocol websockets\nallow_anonymous false\n"
                   f"listener 8883\nkeyfile {key}\ncertfile {chain}\nallow_anonymous false\n")
    return Service(host, folder, "mosquitto", "-c", config, ready=("tcp", 8883))


def rabbitmq(host, folder, key, chain):
    """AMQP 1.0 over TLS on 5671 and in the clear on loopback, as a broker of its own with its own epmd."""
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/rabbitmq.conf"
    with open(config, "w") as file:
        file.write("listeners.tcp.1 = 127.0.0.1:5672\nlisteners.ssl.1 = 0.0.0.0:5671\n"
                   f"ssl_options.certfile = {chain}\nssl_options.keyfile = {key}\n"
                   "ssl_options.verify = verify_none\nssl_options.fail_if_no_peer_cert = false\n"
                   "auth_mechanisms.1 = PLAIN\nauth_mechanisms.2 = ANONYMOUS\n"
                   "amqp1_0.default_user = guest\n")
    with open(f"{folder}/enabled_plugins", "w") as file:
        file.write("[rabbitmq_amqp1_0].\n")
    environment = {
        "HOME": folder, "RABBITMQ_CONFIG_FILE": config, "RABBITMQ_NODENAME": "hub@localhost",
        "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia", "RABBITMQ_LOG_BASE": f"{folder}/log",
        "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins", "RABBITMQ_PID_FILE": f"{folder}/pid",
        "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_CRASH_DUMP": "/dev/null", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
    }
    server = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    return Service(host, folder, server, ready=("tcp", 5671), environment=environment)


def nginx(host, folder, key, chain):
    """The hub's front on 443: an error header like the hub's, and WebSockets routed by their subprotocol."""
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/nginx.conf"
    with open(config, "w") as file:
        file.write(f"""
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
user root;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    map $http_sec_websocket_protocol $broker {{ AMQPWSB10 127.0.0.1:9002; default 127.0.0.1:9001; }}
    server {{
        listen 443 ssl;
        ssl_certificate {chain};
        ssl_certificate_key {key};
        location = /$iothub/websocket {{
            proxy_pass http://$broker;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }}
        location / {{
            add_header iothub-errorcode IotHubUnauthorizedAccess always;
            return 401;
        }}
    }}
}}
""".replace("location = /$iothub", "location ~ ^/\\$iothub"))
    return Service(host, folder, "nginx", "-c", config, "-p", folder, ready=("tcp", 443))


def nginx_page(host, folder, address, key=None, chain=None, answer="return 200 'blocked\\n';", port=80, tls_port=443, others=""):
    """A web server that says the same to everybody, in the clear and, with a key, over TLS; `others` are further locations."""
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/nginx.conf"
    listen = f"listen {address}:{port};"
    if key:
        listen += f" listen {address}:{tls_port} ssl; ssl_certificate {chain}; ssl_certificate_key {key};"
    with open(config, "w") as file:
        file.write(f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; user root;\n"
                   "events { worker_connections 64; }\n"
                   f"http {{ access_log off; server {{ {listen} location / {{ {answer} }} {others} }} }}\n")
    return Service(host, folder, "nginx", "-c", config, "-p", folder, ready=("tcp", port))


def relay(host, folder, port, mode):
    """Takes every connection redirected to the port; passes it on where it was meant to go, or keeps it."""
    import sys
    return Service(host, folder, sys.executable, os.path.join(os.path.dirname(__file__), "relay.py"), str(port), mode,
                   ready=("tcp", port))


def relay6(host, folder, address, port, target):
    """Serves a port of an IPv6 address from the same port of an IPv4 address."""
    return Service(host, folder, "socat", f"TCP6-LISTEN:{port},bind=[{address}],ipv6only,fork,reuseaddr",
                   f"TCP4:{target}:{port}", ready=("tcp", port, address))


def websocket_bridge(host, folder):
    """AMQP over WebSocket in front of the broker's plain port; a library's WebSocket server, not ours."""
    import sys
    os.makedirs(folder, exist_ok=True)
    return Service(host, folder, sys.executable, BRIDGE, ready=("tcp", 9002))


def unbound(host, folder, address, records, *settings):
    """A resolver that knows the hub's names and nothing else."""
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/unbound.conf"
    with open(config, "w") as file:
        file.write(f"""
server:
    interface: {address}
    access-control: 0.0.0.0/0 allow
    do-daemonize: no
    chroot: ""
    username: ""
    directory: "{folder}"
    pidfile: "{folder}/unbound.pid"
    use-syslog: no
    logfile: ""
    local-zone: "." static
""")
        for name, value in records.items():
            for one in value if isinstance(value, list) else [value]:
                kind = "AAAA" if ":" in one else "A"
                file.write(f'    local-data: "{name}. 60 IN {kind} {one}"\n')
        file.write("".join(f"    {setting}\n" for setting in settings) + "\nremote-control:\n    control-enable: no\n")
    return Service(host, folder, "unbound", "-d", "-c", config, ready=("udp", 53, address))


def zone(path, name, records):
    """Settings that let unbound follow the aliases of a zone, as a resolver does on the internet."""
    with open(path, "w") as file:
        file.write(f"{name}. 60 IN SOA ns.{name}. root.{name}. 1 60 60 60 60\n{name}. 60 IN NS ns.{name}.\n")
        file.writelines(f"{owner}. 60 IN {record}\n" for owner, record in records.items())
    return (f'local-zone: "{name}." transparent', "auth-zone:", f'  name: "{name}."', f'  zonefile: "{path}"',
            "  for-downstream: no", "  for-upstream: yes", "  fallback-enabled: no")


def squid(host, folder, resolver, user=None, password=None, rules="http_access allow all"):
    os.makedirs(folder, exist_ok=True)
    # It refuses to work as root and becomes the package's user.
    os.chmod(folder, 0o777)
    config = f"{folder}/squid.conf"
    authentication = ""
    if user:
        checker = f"{folder}/check"
        with open(checker, "w") as file:
            file.write("#!/bin/sh\nwhile read -r user password; do\n"
                       f'  [ "$user:$password" = "{user}:{quote(password)}" ] && echo OK || echo ERR\ndone\n')
        os.chmod(checker, 0o755)
        authentication = (f"auth_param basic program {checker}\nauth_param basic realm lab\n"
                          "acl known proxy_auth REQUIRED\nhttp_access deny !known\n")
    with open(config, "w") as file:
        file.write(f"""
http_port 3128
pid_filename {folder}/squid.pid
cache_log {folder}/cache.log
access_log none
cache deny all
coredump_dir {folder}
cache_effective_user proxy
dns_nameservers {resolver}
visible_hostname proxy.lab
pinger_enable off
{authentication}{rules}
http_access deny all
""")
    return Service(host, folder, "squid", "-N", "-n", os.path.basename(folder), "-f", config, ready=("tcp", 3128))


def bumping_squid(host, folder, authority, resolver, upstream_root, rules=""):
    """A transparent proxy that opens up TLS and shows a certificate of the authority's for every name; `rules` go before its own."""
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o777)
    pem, config = f"{folder}/authority.pem", f"{folder}/squid.conf"
    with open(pem, "w") as out:
        for part in ("root.key", "root.pem"):
            out.write(open(f"{authority.folder}/{part}").read())
    os.chmod(pem, 0o644)
    if not os.path.isdir(f"{folder}/store"):
        run("/usr/lib/squid/security_file_certgen", "-c", "-s", f"{folder}/store", "-M", "4MB")
        run("chown", "-R", "proxy", f"{folder}/store")
    with open(config, "w") as file:
        file.write(f"""
http_port 3128
https_port 3130 intercept ssl-bump tls-cert={pem} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB
sslcrtd_program /usr/lib/squid/security_file_certgen -s {folder}/store -M 4MB
sslcrtd_children 2 startup=1
ssl_bump server-first all
tls_outgoing_options cafile={upstream_root}
pid_filename {folder}/squid.pid
cache_log {folder}/cache.log
access_log none
cache deny all
coredump_dir {folder}
cache_effective_user proxy
dns_nameservers {resolver}
visible_hostname inspection.lab
pinger_enable off
{rules}http_access allow all
""")
    return Service(host, folder, "squid", "-N", "-n", os.path.basename(folder), "-f", config, ready=("tcp", 3130))


class SlowResolver(Service):
    """A resolver of the site that hands questions on after a wait, in seconds; of several upstreams each in turn."""

    def __init__(self, host, folder, address, upstream, seconds):
        script = os.path.join(os.path.dirname(__file__), "slow_resolver.py")
        upstreams = upstream if isinstance(upstream, str) else ",".join(upstream)
        super().__init__(host, folder, sys.executable, script, address, upstreams, str(seconds), ready=("udp", 53))


class Injector(Service):
    """A box on a router that answers the questions for a name before the resolver can: with an address, or `nxdomain`."""

    def __init__(self, host, folder, interface, name, said):
        script = os.path.join(os.path.dirname(__file__), "injector.py")
        super().__init__(host, folder, sys.executable, script, interface, name, said, ready=("udp", 5300))


class OldResolver(Service):
    """A resolver of the site that is older than EDNS0: it turns questions with it down with a code, and hands others on."""

    def __init__(self, host, folder, address, upstream, code, *repeats):
        script = os.path.join(os.path.dirname(__file__), "old_resolver.py")
        super().__init__(host, folder, sys.executable, script, address, upstream, str(code), *repeats, ready=("udp", 53))

"""A registry of containers as sites run them: Debian's docker-registry, with accounts or tokens, and images pushed over its API."""

import base64
import crypt
import hashlib
import json
import os
import platform
import sys

from network import run
from services import Service, nginx_page
from topology import Site

TOKENS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "token_service.py")
PUSH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "push_images.py")
#: What Go calls this machine's processor, and another one.
HERE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
ELSEWHERE = "arm64" if HERE == "amd64" else "amd64"


def image(start=("/app/module",), architectures=(HERE,), index=True, history=0):
    """What is pushed: `start` is its entrypoint; `history` makes its configuration long, as of images with many layers."""
    return {"start": list(start), "architectures": list(architectures), "index": index, "history": history}


SHELL = ("/bin/sh", "-c", "/app/module --now")


class Registry:
    """docker-registry at an address of the cloud, for the names of a certificate, with these images by repository and tag.

    `accounts` has it ask for user name and password (htpasswd), `tokens` for those of a token service at a name of its own;
    `data` has it redirect blobs to a web server of that name.
    """

    def __init__(self, lab, *names, address, images, accounts=None, tokens=None, rights=("gateway",), data=None, port=443):
        self.lab, self.address, self.port = lab, address, port
        self.folder = f"{lab.folder}/registry-{names[0]}"
        os.makedirs(f"{self.folder}/storage", exist_ok=True)
        self.images, self.accounts, self.tokens, self.rights, self.data = images, accounts, tokens, rights, data
        self.names = names
        if address not in (Site.OTHER, Site.PROXY, Site.CLOUD, Site.SECOND):
            lab.cloud.address("eth0", f"{address}/24")
        self.key, self.chain = lab.authority.leaf(f"registry-{names[0]}", *names)
        if lab.authority.root not in lab.trusted:
            lab.trusted.append(lab.authority.root)
        for name in names:
            lab.names.records[name] = address
        self.push(images)
        if tokens:
            self.issue()
        if data:
            self.serve_blobs()
        self.service = self.start()

    def push(self, images):
        """Through a registry of the same storage that asks nobody for anything, before the one that does."""
        open_config = self.configuration("open", {"addr": "127.0.0.1:5999"}, {})
        open_registry = Service(self.lab.cloud, f"{self.folder}/open", "docker-registry", "serve", open_config,
                                ready=("tcp", 5999))
        self.lab.cloud(sys.executable, PUSH, "http://127.0.0.1:5999", input=json.dumps(images))
        open_registry.stop()

    def configuration(self, name, http, more):
        path = f"{self.folder}/{name}.yml"
        with open(path, "w") as file:
            # JSON is YAML.
            json.dump({"version": 0.1, "log": {"level": "info", "accesslog": {"disabled": False}},
                       "storage": {"filesystem": {"rootdirectory": f"{self.folder}/storage"}, "cache": {"blobdescriptor": "inmemory"}},
                       "http": {**http, "headers": {"X-Content-Type-Options": ["nosniff"]}}, **more}, file)
        return path

    def start(self):
        more = {}
        if self.accounts:
            self.write_accounts()
            more["auth"] = {"htpasswd": {"realm": "lab", "path": f"{self.folder}/accounts"}}
        if self.tokens:
            more["auth"] = {"token": {"realm": f"https://{self.tokens}/token", "service": self.names[0], "issuer": "lab",
                                      "rootcertbundle": f"{self.folder}/issuer.pem"}}
        if self.data:
            more["middleware"] = {"storage": [{"name": "redirect", "options": {"baseurl": f"https://{self.data}/"}}]}
        http = {"addr": f"{self.address}:{self.port}", "secret": "lab", "tls": {"certificate": self.chain, "key": self.key}}
        return Service(self.lab.cloud, f"{self.folder}/registry", "docker-registry", "serve",
                       self.configuration("registry", http, more), ready=("tcp", self.port, self.address))

    def write_accounts(self):
        """htpasswd takes bcrypt's form alone."""
        lines = []
        for user, password in self.accounts.items():
            salt = base64.b64encode(hashlib.sha256(user.encode()).digest()).decode().replace("+", ".").replace("=", "")[:22]
            lines.append(f"{user}:{crypt.crypt(password, f'$2b$05${salt}')}\n")
        with open(f"{self.folder}/accounts", "w") as file:
            file.write("".join(lines))

    def issue(self):
        """A token service with accounts and rights, whose signature the registry knows."""
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{self.folder}/issuer.key", "-out",
            f"{self.folder}/issuer.pem", "-subj", "/CN=lab", "-days", "2")
        key, chain = self.lab.authority.leaf(f"tokens-{self.names[0]}", self.tokens)
        self.lab.names.records[self.tokens] = Site.PROXY
        with open(f"{self.folder}/tokens.json", "w") as file:
            json.dump({"accounts": self.accounts or {}, "rights": list(self.rights), "service": self.names[0],
                       "key": f"{self.folder}/issuer.key", "certificate": f"{self.folder}/issuer.pem",
                       "tls": [chain, key], "address": Site.PROXY}, file)
        self.accounts = None
        self.issuer = Service(self.lab.cloud, f"{self.folder}/issuer", sys.executable, TOKENS, f"{self.folder}/tokens.json",
                              ready=("tcp", 443, Site.PROXY))

    def serve_blobs(self):
        key, chain = self.lab.authority.leaf(f"data-{self.names[0]}", self.data)
        self.lab.names.records[self.data] = Site.PROXY
        nginx_page(self.lab.cloud, f"{self.folder}/data", Site.PROXY, key, chain, port=8080,
                   answer=f"root {self.folder}/storage; if ($http_authorization) {{ return 400; }}")

    def repaired(self, **changes):
        """Its administrator's repair: other accounts, rights or images, and a new start."""
        self.service.stop()
        for name, value in changes.items():
            setattr(self, name, value)
        if "images" in changes:
            self.push(self.images)
        if self.tokens and "rights" in changes:
            self.issuer.stop()
            with open(f"{self.folder}/tokens.json") as file:
                settings = json.load(file)
            with open(f"{self.folder}/tokens.json", "w") as file:
                json.dump({**settings, "rights": list(self.rights)}, file)
            self.issuer = Service(self.lab.cloud, f"{self.folder}/issuer2", sys.executable, TOKENS, f"{self.folder}/tokens.json",
                                  ready=("tcp", 443, Site.PROXY))
        self.service = self.start()

    def requests(self):
        """The lines of its access log."""
        with open(f"{self.folder}/registry.log") as file:
            return [line for line in file if "\"GET " in line]

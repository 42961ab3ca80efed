"""A token service for docker-registry (distribution's token authentication): accounts, rights, and tokens signed with RS256.

Usage: token_service.py SETTINGS.json
"""

import base64
import http.server
import json
import ssl
import subprocess
import sys
import time
import urllib.parse


def coded(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Tokens(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        user = self.user()
        if user is None:
            return self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong user name or password"}]})
        scopes = [scope.split(":") for scope in query.get("scope", [])]
        may = user in SETTINGS["rights"]
        access = [{"type": kind, "name": name, "actions": actions.split(",") if may else []} for kind, name, actions in scopes]
        self.answer(200, {"token": self.token(user, access)})

    def user(self):
        """Nobody's name without credentials, and nothing for wrong ones."""
        kind, _, text = (self.headers.get("Authorization") or "").partition(" ")
        if kind != "Basic":
            return ""
        name, _, password = base64.b64decode(text).decode().partition(":")
        return name if SETTINGS["accounts"].get(name) == password else None

    @staticmethod
    def token(user, access):
        now = int(time.time())
        head = {"typ": "JWT", "alg": "RS256", "x5c": [CERTIFICATE]}
        claims = {"iss": "lab", "sub": user, "aud": SETTINGS["service"], "exp": now + 300, "nbf": now - 10, "iat": now,
                  "jti": str(time.monotonic_ns()), "access": access}
        text = f"{coded(json.dumps(head).encode())}.{coded(json.dumps(claims).encode())}"
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", SETTINGS["key"]], input=text.encode(), capture_output=True,
                                check=True).stdout
        return f"{text}.{coded(signed)}"

    def answer(self, status, document):
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


with open(sys.argv[1]) as file:
    SETTINGS = json.load(file)
with open(SETTINGS["certificate"]) as file:
    CERTIFICATE = "".join(line.strip() for line in file if "-----" not in line)
server = http.server.ThreadingHTTPServer((SETTINGS["address"], 443), Tokens)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(*SETTINGS["tls"])
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()

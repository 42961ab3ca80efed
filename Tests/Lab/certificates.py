"""A throw-away certificate authority whose chains look like Azure's: a root, an intermediate, an RSA-2048 leaf."""

import os

from network import run


#: A list of one SCT (RFC 6962 section 3.3), whose signature nobody checks.
LOGGED = "1.3.6.1.4.1.11129.2.4.2=DER:" + (bytes([4, 51, 0, 49, 0, 47, 0]) + bytes(range(32)) + bytes(8) + bytes([0, 0, 4, 3, 0, 0])).hex() + "\n"


class Authority:
    def __init__(self, folder, name="Lab Root", bits=2048, digest="sha256"):
        self.folder, self.bits, self.digest = folder, bits, digest
        os.makedirs(folder, exist_ok=True)
        self.root = f"{folder}/root.pem"
        self._request("root", f"/CN={name} G2/O=Lab")
        self._sign("root", None, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
        self._request("issuer", f"/CN={name} TLS Issuing CA 01/O=Lab")
        self._sign("issuer", "root", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n")

    def leaf(self, name, *names, logged=False):
        """A key and a chain for the names; gives their paths. With `logged` it has a public log's promise, as those of public authorities."""
        self._request(name, f"/CN={names[0]}/O=Microsoft Corporation")
        alternatives = ",".join(f"DNS:{n}" for n in names)
        self._sign(name, "issuer", f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth,clientAuth\n"
                                   "keyUsage=critical,digitalSignature,keyEncipherment\n" + (LOGGED if logged else ""))
        chain = f"{self.folder}/{name}-chain.pem"
        with open(chain, "w") as out:
            for part in (name, "issuer"):
                out.write(open(f"{self.folder}/{part}.pem").read())
        os.chmod(f"{self.folder}/{name}.key", 0o644)
        return f"{self.folder}/{name}.key", chain

    def without_issuer(self, name, instead=None):
        """The chain of a leaf as servers show it that were given one file only; gives its path, `instead` being what else is in it."""
        path = f"{self.folder}/{name}-alone.pem"
        with open(path, "w") as out:
            for part in (f"{self.folder}/{name}.pem", *([instead] if instead else [])):
                out.write(open(part).read())
        return path

    def _request(self, name, subject):
        run("openssl", "req", "-newkey", f"rsa:{self.bits}", "-nodes", "-keyout", f"{self.folder}/{name}.key",
            "-subj", subject, "-out", f"{self.folder}/{name}.csr")

    def _sign(self, name, issuer, extensions):
        path = f"{self.folder}/{name}"
        with open(f"{path}.ext", "w") as file:
            file.write(extensions + "subjectKeyIdentifier=hash\n" + ("authorityKeyIdentifier=keyid\n" if issuer else ""))
        by = ["-signkey", f"{path}.key"] if issuer is None else [
            "-CA", f"{self.folder}/{issuer}.pem", "-CAkey", f"{self.folder}/{issuer}.key", "-CAcreateserial"]
        run("openssl", "x509", "-req", f"-{self.digest}", "-in", f"{path}.csr", "-days", "30", "-extfile", f"{path}.ext", *by,
            "-out", f"{path}.pem")

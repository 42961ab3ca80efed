"""A throw-away certificate authority whose chains look like Azure's: a root, an intermediate, an RSA-2048 leaf."""

import os

from network import run


class Authority:
    def __init__(self, folder, name="Lab Root"):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.root = f"{folder}/root.pem"
        self._request("root", f"/CN={name} G2/O=Lab")
        self._sign("root", None, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
        self._request("issuer", f"/CN={name} TLS Issuing CA 01/O=Lab")
        self._sign("issuer", "root", "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n")

    def leaf(self, name, *names):
        """A key and a chain for the names; gives their paths."""
        self._request(name, f"/CN={names[0]}/O=Microsoft Corporation", bits=2048)
        alternatives = ",".join(f"DNS:{n}" for n in names)
        self._sign(name, "issuer", f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth,clientAuth\n"
                                   "keyUsage=critical,digitalSignature,keyEncipherment\n")
        chain = f"{self.folder}/{name}-chain.pem"
        with open(chain, "w") as out:
            for part in (name, "issuer"):
                out.write(open(f"{self.folder}/{part}.pem").read())
        os.chmod(f"{self.folder}/{name}.key", 0o644)
        return f"{self.folder}/{name}.key", chain

    def _request(self, name, subject, bits=2048):
        run("openssl", "req", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", f"{self.folder}/{name}.key",
            "-subj", subject, "-out", f"{self.folder}/{name}.csr")

    def _sign(self, name, issuer, extensions):
        path = f"{self.folder}/{name}"
        with open(f"{path}.ext", "w") as file:
            file.write(extensions)
        by = ["-signkey", f"{path}.key"] if issuer is None else [
            "-CA", f"{self.folder}/{issuer}.pem", "-CAkey", f"{self.folder}/{issuer}.key", "-CAcreateserial"]
        run("openssl", "x509", "-req", "-in", f"{path}.csr", "-days", "30", "-extfile", f"{path}.ext", *by,
            "-out", f"{path}.pem")

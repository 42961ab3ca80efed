"""A file system that stops answering: a FUSE server without a library, as the kernel's include/uapi/linux/fuse.h has it.

Usage: hanging_files.py FOLDER

Mounts itself over the folder and shows the files that were in it. A line on standard input says what it answers no more:
`hosts=read resolv.conf=open` that the one is read and the other opened; `getattr` and `lookup` are the other questions. An empty
one lets it answer again. Each line is repeated once it holds. When it ends, however it ends, whoever waits for it gets an error.
"""

import ctypes
import errno
import os
import select
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, INTERRUPT, BATCH_FORGET = (
    1, 2, 3, 14, 15, 18, 25, 26, 27, 28, 29, 36, 42)
NAMES = {"lookup": LOOKUP, "getattr": GETATTR, "open": OPEN, "read": READ}
SILENT = (FORGET, BATCH_FORGET, INTERRUPT)
ROOT = 1


class Server:
    def __init__(self, folder):
        self.files = [(name, open(f"{folder}/{name}", "rb").read()) for name in sorted(os.listdir(folder))]
        self.device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other"
        library = ctypes.CDLL(None, use_errno=True)
        if library.mount(b"hanging", folder.encode(), b"fuse.hanging", 0, options.encode()) != 0:
            raise OSError(ctypes.get_errno(), "mount")
        self.hanging = {}

    def attributes(self, node):
        size = 0 if node == ROOT else len(self.files[node - 2][1])
        mode = stat.S_IFDIR | 0o755 if node == ROOT else stat.S_IFREG | 0o644
        return struct.pack("<6Q10I", node, size, 0, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 512, 0)

    def answer(self, code, node, body):
        """What a question gets: bytes, or the number of an error."""
        if code == INIT:
            return struct.pack("<4I2H2I2H8I", 7, 31, 65536, 0, 12, 9, 65536, 1, 1, 0, *[0] * 8)
        if code == LOOKUP:
            name = body.rstrip(b"\0").decode()
            for number, (known, _) in enumerate(self.files):
                # Valid for no time: each look asks again.
                if known == name:
                    return struct.pack("<4Q2I", number + 2, 0, 0, 0, 0, 0) + self.attributes(number + 2)
            return errno.ENOENT
        if code == GETATTR:
            return struct.pack("<Q2I", 0, 0, 0) + self.attributes(node)
        if code in (OPEN, OPENDIR):
            # FOPEN_DIRECT_IO: each read asks again.
            return struct.pack("<Q2I", 0, 1, 0)
        if code == READ:
            _, offset, size = struct.unpack_from("<2QI", body)
            return self.files[node - 2][1][offset:offset + size]
        if code == READDIR:
            _, offset, _ = struct.unpack_from("<2QI", body)
            entries = b""
            for number, (name, _) in list(enumerate(self.files))[offset:]:
                entry = struct.pack("<2Q2I", number + 2, number + 1, len(name), 8) + name.encode()
                entries += entry + b"\0" * (-len(entry) % 8)
            return entries
        return b"" if code in (FLUSH, RELEASE, RELEASEDIR) else errno.ENOSYS

    def looked_up(self, code, body):
        return body.rstrip(b"\0").decode() if code == LOOKUP else None

    def serve(self):
        request = os.read(self.device, 1 << 20)
        _, code, unique, node = struct.unpack_from("<2I2Q", request)
        name = self.looked_up(code, request[40:]) or (self.files[node - 2][0] if node != ROOT and code != INIT else None)
        if code in SILENT or (name and self.hanging.get(name) == code):
            return
        answer = self.answer(code, node, request[40:])
        error, body = (-answer, b"") if isinstance(answer, int) else (0, answer)
        os.write(self.device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)

    def obey(self):
        line = sys.stdin.readline()
        if not line:
            raise SystemExit
        self.hanging = {name: NAMES[question] for name, question in (word.split("=") for word in line.split())}
        print(line.strip(), flush=True)


if __name__ == "__main__":
    server = Server(sys.argv[1])
    print("mounted", flush=True)
    while True:
        for ready in select.select([server.device, sys.stdin], [], [])[0]:
            (server.obey if ready is sys.stdin else server.serve)()

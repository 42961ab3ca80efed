"""An automount whose daemon takes every question and answers none: `hanging_automount.py FOLDER`, until its input ends.

systemd makes one of each line of fstab that says x-systemd.automount.
"""

import ctypes
import os
import sys

MNT_DETACH = 2

if __name__ == "__main__":
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    # The kernel takes this group's processes for the daemon's own, whom it does not keep waiting.
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    reading, writing = os.pipe()
    options = f"fd={writing},pgrp={os.getpgrp()},minproto=5,maxproto=5,indirect"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"nobody", folder.encode(), b"autofs", 0, options.encode()) != 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    print("mounted", flush=True)
    sys.stdin.read()
    # Whoever waits still gets an error when the daemon is gone.
    os.close(reading)
    libc.umount2(folder.encode(), MNT_DETACH)

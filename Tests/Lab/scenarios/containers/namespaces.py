"""Containers that no engine made: a namespace with a bridge and one static program, which is what every engine's come to."""

from scenario import *
from topology import Site

BOX = f"""
ip netns add box
ip link add br-box type bridge
ip addr add 172.30.1.1/24 dev br-box
ip link set br-box up
ip link add box0 type veth peer name eth0 netns box
ip link set box0 master br-box up
ip -n box link set lo up
ip -n box addr add 172.30.1.2/24 dev eth0
ip -n box link set eth0 up
ip -n box route add default via 172.30.1.1
sysctl -qw net.ipv4.ip_forward=1
mkdir -p /etc/netns/box /run/box/bin
cp /bin/busybox /run/box/bin
echo nameserver {Site.RESOLVER} >/etc/netns/box/resolv.conf
nft add table ip box
nft add chain ip box leaving '{{ type nat hook postrouting priority srcnat; }}'
nft add rule ip box leaving ip saddr 172.30.1.0/24 oifname eth0 masquerade
"""
#: An emulated processor (Tests/Kernels) takes ten times as long for each handshake.
PATIENT = asking("--vantage", "host", "--vantage", "netns:box", "--budget", "90", "--timeout", "25", user=None, timeout=120)


def boxed(lab):
    lab.device.shell(BOX)
    lab.device.start("ip", "netns", "exec", "box", "chroot", "/run/box", "/bin/busybox", "sleep", "2147483647")


scenario("box", "A container that no engine made, and nothing in its way.", broken=boxed, asked=PATIENT,
         expect=ready(vantages=("host", "netns:box")))

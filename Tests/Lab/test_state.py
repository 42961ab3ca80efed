"""What changed on a host is told, and what only moved is not."""

from kit import pair
from state import differences, state


def test_a_rule_a_route_a_setting_and_a_file_are_changes():
    with pair() as (device, _):
        before = state(device)
        assert differences(before, state(device)) == []
        device.filters("tcp dport 5671 drop", hook="output")
        device.route("blackhole", "203.0.113.10/32")
        device("ip", "rule", "add", "from", "198.51.100.10", "lookup", "100")
        device("sysctl", "-qw", "net.ipv4.ip_forward=1")
        device.write("/etc/changed", "x\n")
        told = "\n".join(differences(before, state(device)))
        for part in ("nftables: tcp dport 5671 drop", "routes: blackhole 203.0.113.10", "rules: ", "ip_forward = 1", "/etc/changed"):
            assert part in told


def test_the_same_rule_once_more_is_a_change():
    with pair() as (device, _):
        device.filters("tcp dport 5671 accept", hook="output")
        before = state(device, files=False)
        device.filters("tcp dport 5671 accept", hook="output")
        assert differences(before, state(device, files=False)) == ["+ nftables: tcp dport 5671 accept (once more)"]


def test_the_same_rules_in_another_order_are_a_change():
    with pair() as (device, _):
        for port in ("443", "5671"):
            device("iptables", "-I", "OUTPUT", "-p", "tcp", "--dport", port, "-j", "ACCEPT")
        before = state(device, files=False)
        device("iptables", "-D", "OUTPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT")
        device("iptables", "-I", "OUTPUT", "-p", "tcp", "--dport", "443", "-j", "ACCEPT")
        assert differences(before, state(device, files=False)) == ["~ nftables: in another order"]


def test_modes_links_settings_and_services_are_told():
    with pair() as (device, _):
        device.unit("sleeper", "sleep 1000")
        device("systemctl", "start", "sleeper")
        device.write("/etc/kept", "x\n", mode="600")
        before = state(device)
        device.shell("chmod 644 /etc/kept; ln -s kept /etc/link; touch /usr/local/share/made; systemctl restart sleeper\n"
                     "sysctl -qw net.ipv4.tcp_mtu_probing=1")
        told = "\n".join(differences(before, state(device)))
        for part in ("etc/kept 644", "etc/link", "usr/local/share/made", "services: sleeper", "tcp_mtu_probing = 1"):
            assert part in told, told


def test_traffic_and_carriers_are_no_changes():
    with pair() as (device, cloud):
        device("iptables", "-A", "OUTPUT", "-p", "icmp", "-j", "ACCEPT")
        before = state(device, files=False)
        device("ping", "-c2", "-i0.2", "198.51.100.1")
        cloud("ip", "link", "set", "eth0", "down")
        assert differences(before, state(device, files=False)) == []

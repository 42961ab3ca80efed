/// Names that the kernel, an engine, a distribution or a program gives, and so tell nothing of a site; any other one may be people's
/// own.
enum KnownNames {
    static func isInterface(_ name: String) -> Bool {
        if ["lo", "docker_gwbridge", "cni-podman0"].contains(name) || isPredictable(name) { return true }
        let stem = name.prefix { $0.isASCII && ($0.isLetter || $0 == "_" || $0 == "-") }
        // A link's number, a VLAN's behind it, and where it is one end of a pair, the other's.
        let rest = name.dropFirst(stem.count)
        if numbered.contains(String(stem)), !rest.isEmpty,
            rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "@") })
        {
            return true
        }
        return hashed.contains { prefix in
            name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count + 3
                && name.dropFirst(prefix.count).allSatisfy { $0.isASCII && $0.isHexDigit }
        }
    }

    /// systemd.net-naming-scheme(7); not those of a hardware address, which tells one device from all others.
    private static func isPredictable(_ name: String) -> Bool {
        guard ["en", "wl", "ww", "sl", "ib"].contains(String(name.prefix(2))), let kind = name.dropFirst(2).first,
            "osPpbcva".contains(kind), let first = name.dropFirst(3).first, first.isASCII, first.isNumber
        else { return false }
        return name.dropFirst(3).allSatisfy { $0.isASCII && ($0.isNumber || "spdfnvuicb.".contains($0)) }
    }

    private static let numbered: Set<String> = [
        "eth", "wlan", "wwan", "usb", "tun", "tap", "wg", "ppp", "bond", "br", "team", "can", "dummy", "virbr", "cni",
        "flannel.", "flannel", "docker", "podman", "lxcbr", "lxdbr", "lan", "wan", "vlan", "sit", "gre", "gretap",
        "erspan",
        "tunl", "ip_vti", "ip", "ipsec", "xfrm", "mlan", "uap", "rmnet", "rmnet_data", "ib", "ifb", "teql", "macvlan",
        "ipvlan",
        "tailscale", "nebula", "utun", "vxlan", "geneve", "nlmon", "wifi", "ra", "ath", "end", "enp", "eno",
        "ens",
    ]
    private static let hashed = ["br-", "veth", "cali", "lxc", "zt"]

    /// A table or a chain of a packet filter.
    static func isRule(_ name: String) -> Bool {
        let name = name.lowercased()
        return parts.contains(name) || makers.contains { name.hasPrefix($0) }
    }

    private static let parts: Set<String> = [
        "ip", "ip6", "inet", "arp", "bridge", "netdev", "filter", "nat", "mangle", "raw", "security", "input", "output",
        "forward", "prerouting", "postrouting", "ingress", "egress", "accept", "drop", "reject", "fw4", "firewall",
        "global",
    ]
    private static let makers = [
        "docker", "kube-", "cali-", "ufw", "f2b-", "fail2ban", "libvirt", "cni-", "netavark", "flannel", "ts-",
        "firewalld",
        "filter_", "nat_", "mangle_", "raw_", "zone_", "in_", "out_", "fwd_", "fwdi_", "fwdo_", "post_", "pre_", "nm-",
        "lxd",
        "incus", "cilium", "weave", "input_", "output_", "forward_", "edgeprobe", "iptables", "ip6tables",
    ]

    /// A program, by what the kernel calls its process, or its unit without the suffix.
    static func isProgram(_ name: String) -> Bool {
        let stem = name.prefix { $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }.lowercased()
        return programs.contains(stem) || families.contains { stem.hasPrefix($0) }
    }

    private static let families = [
        "systemd", "aziot-", "iotedge", "edge", "docker", "containerd", "podman", "conmon", "rootless", "python", "php",
        "ssh",
        "openvpn", "tailscale", "kube", "nginx", "apache", "grafana", "stunnel", "wpa_", "chrony", "mysql", "mariadb",
    ]
    private static let programs: Set<String> = [
        "httpd", "haproxy", "mosquitto", "dnsmasq", "unbound", "named", "ntpd", "envoy", "traefik", "caddy", "lighttpd",
        "node", "java", "dotnet", "ruby", "perl", "sh", "bash", "dash", "busybox", "nc", "ncat", "netcat", "socat", "k",
        "squid",
        "tinyproxy", "postgres", "postgresql", "redis-server", "redis", "mongod", "influxd", "prometheus", "telegraf",
        "rabbitmq-server", "beam", "emqx", "vernemq", "cupsd", "smbd", "snmpd", "rpcbind", "avahi-daemon",
        "networkmanager",
        "dhclient", "dropbear", "cloudflared", "init", "supervisord", "cron", "crond", "inetd", "xinetd", "sslh",
        "cockpit",
        "cockpit-ws", "balenad", "balena-engine", "mender", "snapd", "charon", "strongswan", "frpc", "frps", "moby",
    ]
}

import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeFindings
import Testing

struct CulpritTests {
    @Test(
        arguments: [
            ("filter", "ufw-user-output", .ufw), ("filter", "ufw6-reject-output", .ufw),
            ("firewalld", "filter_FWD_public", .firewalld), ("filter", "FWDI_public", .firewalld),
            ("filter", "DOCKER-ISOLATION-STAGE-1", .docker), ("docker-bridges", "raw-PREROUTING", .docker),
            ("filter", "KUBE-FORWARD", .kubeProxy), ("kube-proxy", "filter-forward", .kubeProxy),
            ("filter", "NETAVARK_FORWARD", .podman), ("nat", "CNI-HOSTPORT-DNAT", .cni),
            ("filter", "cali-FORWARD", .calico),
            ("filter", "LIBVIRT_FWI", .libvirt), ("filter", "f2b-sshd", .fail2ban),
            // What a site writes into the chain that Docker leaves to it is the site's.
            ("filter", "DOCKER-USER", nil), ("filter", "output", nil), ("filter", "my-ufw-chain", nil),
        ] as [(LocalText, LocalText, FilterManager?)])
    func `who keeps a rule there is known by its table and chain`(
        table: LocalText, chain: LocalText, manager: FilterManager?
    ) {
        #expect(FilterManager(of: RulePlace(family: "ip", table: table, chain: chain, handle: 7)) == manager)
    }

    @Test func `a setting's name has slashes where the interface has dots`() {
        #expect(KernelSetting.forwardsIPv4.name == "net.ipv4.ip_forward")
        #expect(KernelSetting.forwarding(interface: "docker0").name == "net.ipv4.conf.docker0.forwarding")
        #expect(
            KernelSetting.reversePathFilter(interface: "eth0.100").name
                == "net/ipv4/conf/eth0.100/rp_filter")
    }

    @Test func `every setting is the same when it is read back`() throws {
        let settings: [KernelSetting] = [
            .forwardsIPv4, .forwardsIPv6, .hopLimit, .forwarding(interface: "docker0"),
            .reversePathFilter(interface: "eth0.100"), .acceptsRedirects(interface: "eth0"),
        ]
        for setting in settings {
            let read = try JSONDecoder().decode(Culprit.self, from: JSONEncoder().encode(Culprit.setting(setting)))
            #expect(read == .setting(setting))
        }
    }

    @Test func `a report reads as the tools do that show it`() throws {
        let prefix = try #require(IPPrefix("172.18.0.0/16"))
        #expect(
            Culprit.network(NetworkName("azure-iot-edge"), subnets: [prefix]).rule
                == "network azure-iot-edge (172.18.0.0/16)")
        #expect(Culprit.routes([prefix], interface: "tun0").rule == "route 172.18.0.0/16 dev tun0")
        #expect(Culprit.file(LocalText("/etc/hosts"), line: 3).rule == "/etc/hosts:3")
        #expect(Culprit.file(LocalText("/etc/hosts"), line: nil).rule == "/etc/hosts")
        #expect(Culprit.setting(.forwardsIPv4).rule == "sysctl net.ipv4.ip_forward")
        #expect(Culprit.container(LocalText("web")).rule == "container web")
    }
}

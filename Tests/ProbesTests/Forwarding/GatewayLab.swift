import Glibc
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// A gateway in namespaces of its own: this process is the device, with a bridge, a container on it, and a site beyond.
///
/// ```
/// box 172.17.0.2 ── docker0 172.17.0.1 | device | eth0 198.51.100.10 ── 198.51.100.1 site, 203.0.113.20
///                                              eth1 198.51.101.10 ── 198.51.101.1 site
/// ```
enum GatewayLab {
    static let isInside = getenv("EDGEPROBE_LAB").map { String(cString: $0) } == "gateway"

    /// Namespaces are to be had: root, and a kernel that lets it; and the programs that play the site.
    static let isAvailable =
        !isInside && geteuid() == 0
        && (try? Shell.run(
            "unshare --net --mount true; for p in ip nft iptables-nft dnsmasq openssl socat; do command -v $p; done"))
            != nil

    static func runInside(_ filter: String) throws -> (status: CInt, output: String) {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let enter = "mount -t tmpfs tmpfs /run && ip link set lo up && exec \"$0\" \"$@\""
        return try Shell(
            [
                // Killed: unshare waits for what it started, whoever else asks it to end.
                "timeout", "--signal=KILL", "170",
                "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc",
                "sh", "-euc", enter, program, "--testing-library", "swift-testing",
                "--filter", filter,
            ], environment: ["EDGEPROBE_LAB=gateway"]
        ).end()
    }

    private static let isBuilt: Result<Void, any Error> = Result {
        precondition(isInside, "the gateway is built in a namespace of its own only")
        try Shell.run(topology)
    }

    /// Builds the network once, and takes every fault away.
    static func reset() throws {
        try isBuilt.get()
        try Shell.run(
            """
            nft flush ruleset
            ip rule flush
            ip rule add pref 32766 lookup main
            ip rule add pref 32767 lookup default
            ip route flush table 66 2>/dev/null || true
            ip route del 172.17.0.0/24 2>/dev/null || true
            ip route replace default via 198.51.100.1
            ip addr del 172.31.0.1/32 dev lo 2>/dev/null || true
            ip -n site route del 198.51.100.10 2>/dev/null || true
            ip xfrm policy flush 2>/dev/null || true
            ip -n site address replace 203.0.113.20/32 dev lo
            ip netns exec site nft flush ruleset
            echo 1 > /proc/sys/net/ipv4/ip_forward
            for name in all default eth0 eth1 docker0; do
                echo 0 > /proc/sys/net/ipv4/conf/$name/rp_filter
            done
            iptables-nft -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            """)
    }

    /// Runs a server of the site, or of the device itself, until nobody holds it; it says the text once it is ready.
    static func serve(_ program: String..., in namespace: String? = "site", ready: String) throws -> Shell {
        let place = namespace.map { ["ip", "netns", "exec", $0] } ?? []
        let shell = try Shell(place + program, endsBy: .kill)
        try shell.wait(for: ready)
        return shell
    }

    /// The site's resolver on 203.0.113.20, which knows one name.
    static func resolver(in namespace: String = "site") throws -> Shell {
        try serve(
            "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
            "--pid-file=", "--log-facility=-", "--address=/hub.example/203.0.113.20", in: namespace,
            ready: "started")
    }

    /// A VPN that takes what goes to the site, and swallows it.
    static func tunnel() throws -> Shell {
        let tunnel = try serve(
            "socat", "-d", "-d", "-u", "TUN:10.8.0.2/24,up,tun-name=tun0,iff-no-pi", "OPEN:/dev/null", in: nil,
            ready: "starting data transfer loop")
        try Shell.run("ip route add 203.0.113.0/24 dev tun0")
        return tunnel
    }

    /// Whether a container's SYN comes back as the site's RST: nobody listens there.
    ///
    /// A machine with much else to do takes its time to start the program, and a SYN is sent again after a second.
    static func reaches(_ port: Int) throws -> Bool {
        try Shell.run(
            "ip netns exec box timeout 2 bash -c 'exec 3<>/dev/tcp/203.0.113.20/\(port)' 2>&1 || true"
        ).contains("refused")
    }

    static let network = ContainerNetwork(
        name: "bridge", interface: "docker0", subnets: [prefix("172.17.0.0/16")],
        gateways: [Rules.address("172.17.0.1")], mtu: 1500, isMasqueraded: true,
        vantage: Vantage("docker:bridge") ?? .host, source: Rules.container)

    private static func prefix(_ text: String) -> IPPrefix {
        guard let prefix = IPPrefix(text) else { preconditionFailure("\(text) is no prefix") }
        return prefix
    }

    static func plan() throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "myhub.azure-devices.net"))
        plan.briefing.networks = [network]
        return plan
    }

    static func context<Evidence>() throws -> Context<Evidence> {
        Context(
            plan: try plan(), deadline: .now + .seconds(10), pace: Pace(), firewall: { await RulesetListing().read() })
    }

    /// The links as they are now.
    static func links() async throws -> On<ReadLinks> {
        let measured = try await ReadLinks().measure(Device(), Nothing(), context())
        return On(Device(), measured.evidence, try #require(measured.product))
    }

    static func addresses(port: UInt16 = 443) -> Addresses {
        Addresses(addresses: [SocketAddress(Rules.hub, port: port)], fromControlResolver: false, wasRedirected: true)
    }

    static func endpoint(_ transport: Transport = .https) throws -> Endpoint {
        Endpoint(.hub, try plan().services.hub, transport)
    }

    private static let topology = """
        ip netns add site
        ip netns add box
        ip -n site link set lo up
        ip -n box link set lo up
        for n in 0 1; do
            ip link add eth$n type veth peer name up$n netns site
            ip addr add 198.51.10$n.10/24 dev eth$n
            ip link set eth$n up
            ip -n site addr add 198.51.10$n.1/24 dev up$n
            ip -n site link set up$n up
        done
        ip -n site addr add 203.0.113.20/32 dev lo
        ip route add default via 198.51.100.1
        ip link add docker0 type bridge
        ip addr add 172.17.0.1/16 dev docker0
        ip link set docker0 up
        ip link add port type veth peer name eth0 netns box
        ip link set port master docker0 up
        ip -n box addr add 172.17.0.2/16 dev eth0
        ip -n box link set eth0 up
        ip -n box route add default via 172.17.0.1
        """
}

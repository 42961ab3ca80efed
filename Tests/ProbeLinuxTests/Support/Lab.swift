import Glibc
import ProbeCore
@testable import ProbeLinux
import TestSupport
import Testing

/// A network of namespaces: this process is the device; three routers and a server are beyond it.
///
/// ```
/// device ── r1 ── r2 ── r3 ── server      198.51.100.10 … 203.0.113.10, fd51::10 … fd53::10
/// ```
/// The tests that need it run in a copy of the test program that `unshare` started in a network namespace of its own, so
/// every thread of it is in there and no packet can leave the machine. The outer test starts that copy.
enum Lab {
    enum Role: String {
        case device, server
    }

    static let role = getenv("EDGEPROBE_LAB").flatMap { Role(rawValue: String(cString: $0)) }

    /// Namespaces are to be had: root, and a kernel that lets it.
    static let isAvailable =
        role == nil && geteuid() == 0
        && (try? Shell.run("unshare --net --mount true && command -v ip && command -v nft")) != nil

    static let v4 = address("203.0.113.10:443")
    static let v6 = address("[fd53::10]:443")

    static func address(_ text: String) -> SocketAddress {
        guard let address = SocketAddress(text, defaultPort: 443) else { preconditionFailure("\(text) is an address") }
        return address
    }

    /// Runs the suite again, inside.
    static func runSuite(_ filter: String) throws -> (status: CInt, output: String) {
        // A mount namespace of its own keeps the names of `ip netns` out of the machine's /run.
        let enter = "mount -t tmpfs tmpfs /run && ip link set lo up && exec \"$0\" \"$@\""
        return try Shell(
            ["unshare", "--net", "--mount", "sh", "-euc", enter] + testProgram(filter),
            environment: ["EDGEPROBE_LAB=device"]
        ).end()
    }

    /// Builds the network once in this process's namespace.
    static let isBuilt: Result<Void, any Error> = Result {
        precondition(role == .device, "the lab is built in a namespace of its own only")
        try Shell.run(topology)
    }

    /// Takes every fault away.
    static func reset() throws {
        try isBuilt.get()
        try Shell.run(
            """
            nft flush ruleset
            for name in r1 r2 r3 server; do
                ip netns exec $name nft flush ruleset
            done
            """)
    }

    /// Puts rules into a chain of a host of the lab; the device is this process.
    static func rules(_ rules: String, hook: String = "forward", on host: String? = "r2") throws {
        let inside = host.map { "ip netns exec \($0) " } ?? ""
        try Shell.run(
            """
            \(inside)nft -f - <<'END'
            table inet fault {
                chain chain_\(hook) {
                    type filter hook \(hook) priority 0;
                    \(rules)
                }
            }
            END
            """)
    }

    /// Starts the server: this program again, listening in the server's namespace until its input ends.
    static func server() throws -> Shell {
        let server = try Shell(
            ["ip", "netns", "exec", "server"] + testProgram("listens in the server's namespace"),
            environment: ["EDGEPROBE_LAB=server"])
        try server.wait(for: "listening on 443")
        return server
    }

    private static func testProgram(_ filter: String) -> [String] {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return [program, "--testing-library", "swift-testing", "--filter", filter]
    }

    private static let topology = """
        # Without duplicate address detection, link-local addresses work from the start.
        no_waiting='echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'
        sh -euc "$no_waiting"
        for name in r1 r2 r3 server; do
            ip netns add $name
            ip -n $name link set lo up
            ip netns exec $name sh -euc "$no_waiting"
        done
        link() { # namespace, interface, v4, v6, the same of the other end
            ip link add $2 ${1:+netns $1} type veth peer name $6 netns $5
            ip ${1:+-n $1} addr add $3 dev $2
            ip ${1:+-n $1} addr add $4 dev $2 nodad
            ip ${1:+-n $1} link set $2 up
            ip -n $5 addr add $7 dev $6
            ip -n $5 addr add $8 dev $6 nodad
            ip -n $5 link set $6 up
        }
        link '' uplink 198.51.100.10/24 fd51::10/64 r1 down1 198.51.100.1/24 fd51::1/64
        link r1 up1 10.0.12.1/24 fd12::1/64 r2 down2 10.0.12.2/24 fd12::2/64
        link r2 up2 10.0.23.2/24 fd23::2/64 r3 down3 10.0.23.3/24 fd23::3/64
        link r3 up3 203.0.113.1/24 fd53::1/64 server eth0 203.0.113.10/24 fd53::10/64
        routes() { # namespace, gateways towards the server, gateways towards the device
            ip netns exec $1 sh -euc '
                echo 1 > /proc/sys/net/ipv4/ip_forward
                echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
                echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
                echo 0 > /proc/sys/net/ipv6/icmp/ratelimit'
            for route in 203.0.113.0/24,$2 fd53::/64,$3 198.51.100.0/24,$4 fd51::/64,$5; do
                [ -z "${route#*,}" ] || ip -n $1 route add ${route%,*} via ${route#*,}
            done
        }
        routes r1 10.0.12.2 fd12::2 '' ''
        routes r2 10.0.23.3 fd23::3 10.0.12.1 fd12::1
        routes r3 '' '' 10.0.23.2 fd23::2
        ip -n server route add default via 203.0.113.1
        ip -n server route add default via fd53::1
        ip route add default via 198.51.100.1
        ip route add default via fd51::1
        """
}

extension Trait where Self == ConditionTrait {
    /// Runs in the device's namespace only, where the outer test starts it.
    static var insideLab: Self { .enabled(if: Lab.role == .device, "started by the test of the lab") }
}

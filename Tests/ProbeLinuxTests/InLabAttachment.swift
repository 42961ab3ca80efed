import Glibc
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux
import TestSupport
import Testing

/// Namespaces of our own on a bridge, beside a container that is there already.
@Suite(.serialized, .insideLab)
struct InLabAttachment {
    private static let subnet = IPPrefix("172.31.7.0/24")

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// A bridge with an address, and a neighbour at the highest one of its subnet.
    private func withBridge(_ body: () async throws -> Void) async throws {
        try Lab.isBuilt.get()
        try Shell.run(
            """
            ip link add br-lab type bridge
            ip addr add 172.31.7.1/24 dev br-lab
            ip link set br-lab up
            ip netns add neighbour
            ip link add nb0 type veth peer name eth0 netns neighbour
            ip link set nb0 master br-lab up
            ip -n neighbour addr add 172.31.7.254/24 dev eth0
            ip -n neighbour link set eth0 up
            """)
        defer { _ = try? Shell.run("ip link del nb0; ip netns del neighbour; ip link del br-lab") }
        try await body()
    }

    private func attach(_ candidates: [String], hasResolver: Bool = false) async throws -> BridgeAttachment {
        try await BridgeAttachment.make(
            .bridge("br-lab"), mtu: 1400,
            ranges: [
                BridgeAttachment.Range(
                    subnet: #require(Self.subnet), gateway: address("172.31.7.1"),
                    bridge: address("172.31.7.1"), candidates: candidates.map(address))
            ], hasResolver: hasResolver)
    }

    private func links() throws -> String {
        try Shell.run("ip -o link show type veth | sed 's/.*: //;s/ .*//' | wc -l")
    }

    @Test func `take the first address that nobody answers for, and leave nothing behind`() async throws {
        try await withBridge {
            let before = try links()
            var attachment: BridgeAttachment? = try await attach(["172.31.7.254", "172.31.7.253"], hasResolver: true)
            let made = try #require(attachment)
            #expect(made.addresses == [try address("172.31.7.253")])
            #expect(try links() != before)
            let namespace = made.namespace
            let inside = try ShortThread.run {
                () -> (interfaces: [Interface], routes: Set<DefaultRoute>, at: UInt64?) in
                guard (try? namespace.enter()) != nil else { return ([], [], nil) }
                return ((try? Interface.all()) ?? [], DefaultRoute.all(), (try? NetworkNamespace.current())?.inode)
            }
            let own = try NetworkNamespace.current().inode
            #expect(inside.at == namespace.inode && inside.at != own)
            let veth = try #require(inside.interfaces.first { $0.name == "eth0" })
            #expect(veth.mtu == 1400 && veth.isUp && veth.addresses == made.addresses)
            #expect(inside.interfaces.first { $0.name == "lo" }?.isUp == true)
            #expect(inside.routes.map(\.gateway) == [try address("172.31.7.1")])
            // The engine's own resolver can be played there.
            #expect(made.resolverSockets.count == 2)
            for socket in made.resolverSockets { close(socket) }
            try Shell.run("ping -c 1 -W 2 172.31.7.253 >/dev/null || exit 0")
            attachment = nil
        }
    }

    @Test func `have the hardware address that follows from theirs, and tell the host so`() async throws {
        try await withBridge {
            // What a container that had the address before leaves in the host's table.
            try Shell.run("ip neigh replace 172.31.7.200 lladdr 02:42:de:ad:be:ef nud reachable dev br-lab")
            let attachment = try await attach(["172.31.7.200"])
            let deadline = ContinuousClock.now + .seconds(1)
            func entry() throws -> String { try Shell.run("ip neigh show 172.31.7.200 dev br-lab") }
            while try !entry().contains("02:42:ac:1f:07:c8"), ContinuousClock.now < deadline { sched_yield() }
            #expect(try entry().contains("02:42:ac:1f:07:c8"))
            withExtendedLifetime(attachment) {}
        }
    }

    @Test func `vanish with the last holder`() async throws {
        try await withBridge {
            let before = try links()
            _ = try await attach(["172.31.7.200"])
            // The kernel takes namespaces apart in the background.
            let deadline = ContinuousClock.now + .seconds(5)
            while try links() != before, ContinuousClock.now < deadline { sched_yield() }
            #expect(try links() == before)
        }
    }

    @Test func `cannot be where every address is taken, or where there is no bridge`() async throws {
        try await withBridge {
            await #expect(throws: BridgeAttachment.Failure.self) { try await attach(["172.31.7.254"]) }
        }
        await #expect(throws: BridgeAttachment.Failure.self) { try await attach(["172.31.7.253"]) }
    }

    @Test func `do not move the thread that asks for them`() async throws {
        try await withBridge {
            let before = try NetworkNamespace.current().inode
            _ = try await attach(["172.31.7.201"])
            #expect(try NetworkNamespace.current().inode == before)
        }
    }

    @Test func `are told from files that are none`() {
        #expect(throws: SystemCallError.self) { try NetworkNamespace.open("/etc/passwd") }
        #expect(throws: SystemCallError.self) { try NetworkNamespace.open("/proc/self/ns/mnt") }
        #expect(throws: SystemCallError.self) { try NetworkNamespace.open("/nowhere") }
    }
}

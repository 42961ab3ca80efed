import Glibc
import ProbeCore
import Testing

@testable import ProbeLinux

struct LocalListenerTests {
    @Test func `the kernel's tables are read`() throws {
        let v4 = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 4242 1 0000 100 0 0 10 0
               1: 00000000:1627 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000 100 0 0 10 0
               2: 0100007F:01BB 0100007F:9C40 01 00000000:00000000 00:00000000 00000000    33        0 4244 1 0000 100 0 0 10 0
            """
        let v6 = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000001000000:22B3 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77 1 0000 100 0 0 10 0
            """
        let listeners = LocalListener.parse(v4) + LocalListener.parse(v6)
        #expect(
            listeners.map { "\(SocketAddress($0.address, port: $0.port))" } == [
                "127.0.0.1:443", "0.0.0.0:5671", "[::1]:8883",
            ])
        #expect(listeners.map(\.userID) == [33, 0, 1000])
        #expect(listeners.map(\.inode) == [4242, 4243, 77])
    }

    @Test(arguments: [
        "", "x", "0: :01BB x 0A", "0: 0100007F:01BB a 0A b c d e f g", "0: 010G007F:01BB a 0A b c d 1 f 2",
    ])
    func `what is no table gives nothing`(text: String) {
        #expect(LocalListener.parse(text).isEmpty)
    }

    private static let digits = String(repeating: "0a", count: 32)

    /// What is below a user's group, a service's or a container's is named by whoever runs there.
    @Test(
        arguments: [
            ("0::/system.slice/nginx.service\n", "nginx.service", nil),
            ("12:pids:/x\n1:name=systemd:/system.slice/nginx.service\n0::/\n", "nginx.service", nil),
            ("0::/system.slice/system-db.slice/db@12-main.service\n", "db@12-main.service", nil),
            ("0::/system.slice/web.service/fail2ban.service\n", "web.service", nil),
            ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/fail2ban.service\n", nil, nil),
            ("0::/machine.slice/machine-a.scope/system.slice/nginx.service\n", nil, nil),
            ("0::/docker/\(digits)/system.slice/a.service\n", nil, "0a0a0a0a0a0a"),
            ("0::/system.slice/docker-\(digits).scope\n", nil, "0a0a0a0a0a0a"),
            ("0::/docker/\(String(repeating: "0B", count: 32))\n", nil, "0b0b0b0b0b0b"),
            ("0::/user.slice/user-1000.slice/user@1000.service/docker-\(digits).scope\n", nil, nil),
            ("0::/system.slice/web.service/docker-\(digits).scope\n", "web.service", nil),
            ("0::/machine.slice/machine-a.scope/docker/\(digits)\n", nil, nil),
            ("0::/lxc.payload.a/docker/\(digits)\n", nil, nil),
            ("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(digits).scope\n", nil, "0a0a0a0a0a0a"),
            ("0::/docker/\(digits)/docker/\(String(repeating: "c1", count: 32))\n", nil, "0a0a0a0a0a0a"),
            ("0::/system.slice/$(reboot).service\n", nil, nil), ("0::/\n", nil, nil), ("", nil, nil),
            ("::::\n", nil, nil),
        ] as [(String, String?, String?)])
    func `a control group names the unit or the container`(text: String, unit: String?, container: String?) {
        let path = ProcessFacts.controlGroup(in: text)?.description ?? ""
        #expect(ProcessFacts.unit(in: path)?.description == unit)
        #expect(ProcessFacts.containerID(in: path) == container)
    }

    @Test func `this process is found by a socket that it holds`() throws {
        let port = try RefusingPort(at: try #require(IPAddress("127.0.0.1")))
        // Not a listener, so not on the list; its inode comes from the descriptor.
        let own = try Folder.names(in: "/proc/self/fd").compactMap {
            Folder.target(ofLink: "/proc/self/fd/\($0)").flatMap(SocketHolders.inode)
        }
        let inode = try #require(own.first)
        let holders = SocketHolders(of: [inode]).holders(of: inode).kept
        #expect(holders.contains { $0.pid == Int(getpid()) })
        _ = port
    }

    @Test func `who is found has that said of him, and who was not looked into is counted`() throws {
        let port = try RefusingPort(at: try #require(IPAddress("127.0.0.1")))
        let inode = try #require(
            try Folder.names(in: "/proc/self/fd").compactMap {
                Folder.target(ofLink: "/proc/self/fd/\($0)").flatMap(SocketHolders.inode)
            }.first)
        let none = SocketHolders(of: [inode], openedBy: [geteuid()], within: .zero)
        #expect(none.holders(of: inode).kept.isEmpty && none.unseen > 0)
        let all = SocketHolders(of: [inode], openedBy: [geteuid()], within: .seconds(60))
        #expect(all.holders(of: inode).kept.contains { $0.pid == Int(getpid()) } && all.unseen == 0)
        _ = port
    }

    @Test(arguments: ["socket:[12]", "socket:[]", "socket:[x]", "pipe:[12]", "socket:[99999999999999999999]"])
    func `only a socket has an inode`(target: String) {
        #expect(SocketHolders.inode(in: target) == (target == "socket:[12]" ? 12 : nil))
    }

    @Test func `memory is read in bytes`() {
        #expect(Machine.memory(in: "MemFree: 1 kB\nMemTotal:        1024 kB\n") == 1_048_576)
        #expect(Machine.memory(in: "MemTotal:\n") == nil)
        #expect(Machine.memory(in: "MemTotal: 18446744073709551615 kB") != nil)
    }
}

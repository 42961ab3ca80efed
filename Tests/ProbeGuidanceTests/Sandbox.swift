import FoundationEssentials
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs shell text where it can do no harm: in a network namespace without uplink and a mount namespace of its own.
enum Sandbox {
    /// Whether this machine lets the tests make namespaces; without root they are skipped.
    static let isPossible = run("true") == 0

    static let hasNftables = isPossible && run("nft list ruleset") == 0
    static let hasIptables = isPossible && run("iptables -L -n") == 0
    static let hasUFW = isPossible && run("ufw --dry-run allow out 443/tcp") == 0
    static let hasPython = isPossible && run("python3 -c 'import socket'") == 0

    /// The hub's address of the tests on the namespace's loopback interface, and its name in the hosts file.
    static let preparation = """
        ip link set lo up
        ip address add 203.0.113.20/32 dev lo
        hosts=$(mktemp)
        for name in myhub.azure-devices.net mcr.microsoft.com \\
          global.azure-devices-provisioning.net example.azurecr.io; do
          echo "203.0.113.20 $name" >> "$hosts"
        done
        mount --bind "$hosts" /etc/hosts
        rm "$hosts"
        connects() {
          python3 - "$@" <<'PYTHON'
        import socket, sys
        listener = socket.create_server(("203.0.113.20", int(sys.argv[1])))
        client = socket.socket()
        client.settimeout(0.4)
        client.connect(("203.0.113.20", int(sys.argv[1])))
        print(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG))
        PYTHON
        }
        silent() { ! connects "$@" 2>/dev/null; }
        """

    /// A remedy applied twice: the second time changes nothing more.
    static func twice(_ remedy: String) -> String {
        """
        state() {
          nft --stateless list ruleset 2>/dev/null || :
          iptables-legacy-save 2>/dev/null | sed '/^#/d; s/\\[[0-9:]*\\]//'
          ip rule
          ip route show table all
          cat /etc/gai.conf /etc/aziot/* /etc/sysctl.d/*iot-edge* 2>/dev/null || :
        }
        \(remedy)
        once=$(state)
        \(remedy)
        test "$(state)" = "$once"
        """
    }

    static let hasLegacyIptables = isPossible && run("iptables-legacy -L -n") == 0

    /// Addresses are settled at once: duplicate address detection has the kernel add routes a second or two later, which
    /// on a busy machine is between two looks at them.
    private static let settled = "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad || :"

    /// The exit status of a script that stops at its first failing command.
    static func run(_ script: String) -> Int32 {
        spawn([
            "unshare", "--net", "--mount", "sh", "-c", "exec >/dev/null 2>&1\n\(settled)\nset -eu\n\(script)",
        ])
    }

    /// The exit status of the shell's syntax check.
    static func check(_ script: String) -> Int32 { spawn(["sh", "-n", "-c", script]) }

    private static func spawn(_ arguments: [String]) -> Int32 {
        var pid = pid_t()
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        // Listeners of tests beside this one, which NIO opens inheritable, must not live on in the program.
        for descriptor in CInt(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        guard let name = pointers[0], posix_spawnp(&pid, name, nil, nil, pointers, environ) == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }
}

import CLinux
import Glibc

/// Takes a process every file but those that it still needs (Landlock, landlock(7)).
package enum FileConfinement {
    /// LANDLOCK_ACCESS_FS_ of linux/landlock.h.
    private enum Access {
        static let execute: UInt64 = 1 << 0
        static let write: UInt64 = 1 << 1
        static let read: UInt64 = 1 << 2
        static let list: UInt64 = 1 << 3
        /// Removing, making, and from version 2 moving: bits 4 to 13.
        static let change: UInt64 = 0x1ff0
        static let move: UInt64 = 1 << 13
        static let truncate: UInt64 = 1 << 14
        static let controlDevices: UInt64 = 1 << 15
        /// What a rule about a file, and no folder, may allow.
        static let ofFiles = execute | write | read | truncate | controlDevices
    }

    /// LANDLOCK_SCOPE_ of linux/landlock.h: abstract sockets of others, and signals to others.
    private static let scopes: UInt64 = 0b11

    /// Whether the kernel has it, switched on.
    package static var isKnown: Bool { CLinux_landlock_version() > 0 }

    /// What a role's libraries and probes read: programs' settings, libraries, what the kernel tells.
    private static let readable = [
        "/etc", "/usr", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store", "/proc", "/dev/urandom",
        "/dev/random",
        // Resolvers' own files, and modules of nsswitch.conf(5) with what they keep.
        "/run/systemd/resolve", "/run/NetworkManager", "/run/dnsmasq", "/run/resolvconf", "/run/connman", "/run/nscd",
        "/run/avahi-daemon", "/var/lib/sss", "/var/lib/libvirt", "/var/lib/extrausers", "/var/cache/nscd",
        // Where SUSE's links to roots lead.
        "/var/lib/ca-certificates",
        // How many threads are worth their while.
        "/sys/devices/system/cpu", "/sys/fs/cgroup",
    ]

    /// Files that may be links to anywhere.
    package static let linked = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/host.conf",
    ]

    /// Where the programs are that the netfilter process starts.
    private static let executable = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store"]

    /// The variables by which OpenSSL is told of roots (SSL_CTX_set_default_verify_paths(3)), and of its settings (config(5)).
    package static let rootVariables = ["SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF"]

    /// The files and folders that they name.
    package static var roots: [String] { rootVariables.flatMap(roots) }

    /// Those that one of them names.
    package static func roots(of variable: String) -> [String] {
        guard let value = unsafe getenv(variable) else { return [] }
        return unsafe String(cString: value).split(separator: ":").map(String.init)
    }

    /// Confines this thread and those that it starts, for good; a program that cannot gain rights may do so.
    ///
    /// - Parameters:
    ///   - role: what the process is for.
    ///   - further: files and folders that it reads besides.
    ///   - silent: files that are not looked at, because they do not answer.
    /// - Throws: the kernel's error, where it has Landlock and does not do this.
    static func apply(
        to role: ProcessRole, reading further: [String], avoiding silent: [String]
    ) throws(SystemCallError) {
        let version = CLinux_landlock_version()
        guard version > 0 else { return }
        var handled = Access.execute | Access.write | Access.read | Access.list | Access.change
        if version >= 2 { handled |= Access.move }
        if version >= 3 { handled |= Access.truncate }
        if version >= 5 { handled |= Access.controlDevices }
        let scopes = version >= 6 ? Self.scopes : 0
        let ruleset = Descriptor(
            owning: try systemCall("landlock_create_ruleset") { CLinux_landlock_create(handled, scopes) })
        let reading = Access.read | Access.list
        for path in readable + linked + roots + further where !silent.contains(path) {
            allow(reading, below: path, of: ruleset.number, handled)
        }
        allow(Access.read | Access.write, below: "/dev/null", of: ruleset.number, handled)
        if role == .netfilter {
            for path in executable { allow(reading | Access.execute, below: path, of: ruleset.number, handled) }
        }
        let number = ruleset.number
        _ = try systemCall("landlock_restrict_self") { CLinux_landlock_restrict(number) }
    }

    /// What is not there, or of a kind that no rule can be about, stays forbidden.
    private static func allow(_ accesses: UInt64, below path: String, of ruleset: CInt, _ handled: UInt64) {
        guard
            let place = try? Descriptor(
                owning: systemCall("open", { unsafe Glibc.open(path, CLinux_path_only | O_CLOEXEC) }))
        else { return }
        var status = stat()
        let number = place.number
        guard unsafe fstat(number, &status) == 0 else { return }
        let allowed = status.st_mode & S_IFMT == S_IFDIR ? accesses : accesses & Access.ofFiles
        _ = CLinux_landlock_allow(ruleset, number, allowed & handled)
    }
}

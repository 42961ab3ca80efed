import ProbeCore
import ProbeFindings

/// Parameters of the kernel's, set now and at every start.
///
/// At a start the files of all folders are read in the order of their names, whichever folder they are in, and what comes last
/// holds (sysctl.d(5)). `/etc/sysctl.conf` comes behind them all where procps reads them (sysctl(8), `--system`), and as
/// `99-sysctl.conf` where systemd does and a distribution links it there. So the file's name sorts behind every number, and
/// lines of `/etc/sysctl.conf` that say otherwise become comments.
struct KernelParameters {
    private let values: [(name: String, value: Int)]
    /// What has to hold before; now only where the kernel's own value is in force, and no program of the device's has set another.
    private let preparations: [(name: String, value: Int, instead: Int)]
    /// What the file is for, `iot-edge-forwarding`.
    private let purpose: String

    init(
        _ values: [(name: String, value: Int)], after preparations: [(name: String, value: Int, instead: Int)] = [],
        for purpose: String
    ) {
        self.values = values
        self.preparations = preparations
        self.purpose = purpose
    }

    /// What tells a reader why the file has its name.
    static let order: Sentence = """
        Files under /etc/sysctl.d, /run/sysctl.d and /usr/lib/sysctl.d are read in the order of their names and \
        /etc/sysctl.conf last: a line in a later one undoes this one, so the file's name sorts behind theirs.
        """

    /// Whether an interface takes routers' advertisements, as sysctl(8) takes the name.
    static func advertisements(on interface: InterfaceName) -> String {
        ["net", "ipv6", "conf", interface.description, "accept_ra"]
            .joined(separator: interface.description.contains(".") ? "/" : ".")
    }

    /// Holds until the next start.
    private var now: String {
        let before = preparations.map { name, value, usual in
            """
            [ "$(sysctl -n \(name))" != \(usual) ] ||
              sysctl -w \(name)=\(value)
            """
        }
        return (before + values.map { "sysctl -w \($0.name)=\($0.value)" }).joined(separator: "\n")
    }

    /// Holds from the next start on; a second time changes nothing more.
    private var kept: String {
        let values = preparations.map { (name: $0.name, value: $0.value) } + values
        let lines = values.map { "'\($0.name) = \($0.value)'" }.joined(separator: " \\\n  ")
        let others = values.map { "  -e 's|\(Self.pattern($0.name))|#&|'" }.joined(separator: " \\\n")
        return """
            printf '%s\\n' \(lines) \\
              > /etc/sysctl.d/zz-\(purpose).conf
            [ ! -e /etc/sysctl.conf ] || sed -Ei \\
            \(others) \\
              /etc/sysctl.conf
            """
    }

    /// Now, and at every start.
    var commands: [Remedy.Command] { [Remedy.Command(.sysctl, now), Remedy.Command(.shell, kept)] }

    /// A line that sets it, in either spelling of its name, also one whose failure is to be passed over (sysctl.conf(5)).
    private static func pattern(_ name: String) -> String {
        "^\\s*-?\(name.map { $0 == "/" ? "." : String($0) }.joined())\\s*="
    }
}

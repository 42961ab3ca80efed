import ProbeFindings

/// Changes of the engine's own file, daemon.json, for a root shell on the device.
enum DaemonFile {
    private static let usual = "/etc/docker/daemon.json"
    private static let snap = "/var/snap/docker/current/config/daemon.json"

    /// Puts members into the file, leaves everything else in it as it is (it may hold secrets), and restarts the engine.
    ///
    /// A second time the file is not written, and an engine that was started since it was is not restarted.
    ///
    /// - Parameters:
    ///   - members: a JSON object that this package wrote.
    ///   - file: the file that was read; where none was, the device has it looked for.
    /// - Returns: text for a root shell.
    static func merging(_ members: String, into file: String? = nil) -> String {
        let place =
            if let file {
                "file=\(Shell.quoted(file))"
            } else {
                """
                file=\(usual)
                snap=\(snap)
                [ ! -e "$snap" ] || file=$snap
                """
            }
        let restart =
            if let file {
                restart(of: file)
            } else {
                """
                if [ "$file" = "$snap" ]; then
                  \(restart(of: snap))
                else
                \(Shell.indented(restart(of: usual)))
                fi
                """
            }
        return "\(place)\n\(edit("{**before, **json.loads(sys.argv[2])}", Shell.quoted(members)))\n\(restart)"
    }

    /// Takes a member out of a file, and leaves everything else in it as it is.
    static func removing(_ member: String, from path: String) -> String {
        "file=\(Shell.quoted(path))\n"
            + edit("{k: v for k, v in before.items() if k != sys.argv[2]}", Shell.quoted(member))
    }

    /// Takes the proxy for https out of a file, and leaves everything else in it as it is, the exceptions included.
    static func removingProxy(from path: String) -> String {
        "file=\(Shell.quoted(path))\n"
            + edit(
                """
                {**before, "proxies": {
                  k: v for k, v in (before.get("proxies") or {}).items()
                  if k != sys.argv[2]}}
                """, "https-proxy")
    }

    /// Writes what an expression of Python makes of the members before, where it is something else.
    private static func edit(_ expression: String, _ argument: String) -> String {
        Shell.python(
            """
            import json, os, sys
            os.umask(0o077)
            path, before, mode = sys.argv[1], {}, 0o644
            if os.path.exists(path):
              mode = os.stat(path).st_mode & 0o777
              with open(path, encoding="utf-8-sig") as file:
                before = json.loads(file.read().strip() or "{}") or {}
            after = \(expression)
            if after != before:
              os.makedirs(os.path.dirname(path), exist_ok=True)
              with open(path + ".new", "w") as file:
                json.dump(after, file, indent=2)
              os.chmod(path + ".new", mode)
              os.replace(path + ".new", path)
            """, "\"$file\"", argument)
    }

    /// Whether a file is that of an engine which runs from a snap, under a unit of its own.
    static func isOfSnap(_ path: String) -> Bool { path.hasPrefix("/var/snap/") }

    /// Starts the engine again that has a file, unless it has been started since the file was written.
    ///
    /// It writes its number when it has read the file (`pidfile` of dockerd(8)).
    static func restart(of path: String) -> String {
        guard !isOfSnap(path) else { return "snap restart docker" }
        return Change(unless: "[ /run/docker.pid -nt \(Shell.quoted(path)) ]", "systemctl restart docker").text
    }
}

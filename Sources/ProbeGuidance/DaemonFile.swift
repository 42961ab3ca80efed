/// Changes of the engine's own file, daemon.json, for a root shell on the device.
enum DaemonFile {
    /// Puts members into the file, leaves everything else in it as it is (it may hold secrets), and restarts the engine.
    ///
    /// - Parameter members: a JSON object that this package wrote.
    /// - Returns: text for a root shell.
    static func merging(_ members: String) -> String {
        """
        python3 - \(Shell.quoted(members)) <<'PYTHON'
        import json, os, sys
        os.umask(0o077)
        path = "/etc/docker/daemon.json"
        snap = "/var/snap/docker/current/config/daemon.json"
        if os.path.exists(snap):
            path = snap
        settings, mode = {}, 0o644
        if os.path.exists(path):
            mode = os.stat(path).st_mode & 0o777
            with open(path) as file:
                settings = json.loads(file.read().strip() or "{}")
        settings.update(json.loads(sys.argv[1]))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w") as file:
            json.dump(settings, file, indent=2)
        os.chmod(path + ".new", mode)
        os.replace(path + ".new", path)
        PYTHON
        systemctl restart docker
        """
    }
}

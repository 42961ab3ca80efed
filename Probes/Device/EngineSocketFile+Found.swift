import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeLinux

extension [EngineSocketFile] {
    var isRootlessOnly: Bool { !isEmpty && allSatisfy(\.isRootless) }
}

extension EngineSocketFile {
    /// The sockets of Docker, Moby and Podman below a device's /run, and one that its configuration names.
    static func found(in folder: ConfigurationFolder, configured: String? = nil) -> [EngineSocketFile] {
        var paths = [configured, "/run/docker.sock", "/run/podman/podman.sock"].compactMap(\.self)
            .map { (path: $0, isRootless: false) }
        for user in folder.names(in: "/run/user", where: { $0 != "0" }).kept.sorted() {
            paths += ["docker.sock", "podman/podman.sock"].map { ("/run/user/\(user)/\($0)", true) }
        }
        return paths.compactMap { path, isRootless in
            let place = LocalText(folder.place(of: path))
            switch folder.kind(of: path) {
            case .socket: return EngineSocketFile(path: place, isRootless: isRootless)
            case .unreadable:
                // Another user's folder, which says nothing.
                guard !isRootless else { return nil }
                var socket = EngineSocketFile(path: place, isRootless: false)
                socket.isSeen = false
                return socket
            case .file, .folder, .other, .missing: return nil
            }
        }
    }
}

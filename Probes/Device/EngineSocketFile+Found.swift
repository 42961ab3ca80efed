import ProbeCore
import ProbeEvidence
import ProbeLinux

extension [EngineSocketFile] {
    var isRootlessOnly: Bool { !isEmpty && allSatisfy(\.isRootless) }
}

extension EngineSocketFile {
    /// The sockets of Docker, Moby and Podman below a folder that stands for /run.
    static func found(in run: String, configured: String? = nil) -> [EngineSocketFile] {
        var paths = [configured, "\(run)/docker.sock", "\(run)/podman/podman.sock"].compactMap(\.self)
            .map { (path: $0, isRootless: false) }
        for user in ((try? Folder.names(in: "\(run)/user")) ?? []).sorted() where user != "0" {
            paths += ["docker.sock", "podman/podman.sock"].map { ("\(run)/user/\(user)/\($0)", true) }
        }
        return paths.compactMap { path, isRootless in
            switch Folder.kind(of: path) {
            case .socket: return EngineSocketFile(path: LocalText(path), isRootless: isRootless)
            case .unreadable:
                // Another user's folder, which says nothing.
                guard !isRootless else { return nil }
                var socket = EngineSocketFile(path: LocalText(path), isRootless: false)
                socket.isSeen = false
                return socket
            case .file, .folder, .other, .missing: return nil
            }
        }
    }
}

package import ProbeCore
import ProbeLinux

/// The socket of a container engine's API.
package struct EngineSocketFile: Codable, Hashable, Sendable {
    package var path: WireText
    /// The engine runs as an ordinary user, in namespaces of its own.
    package var isRootless: Bool
    /// False where this user may not even look.
    package var isSeen = true

    package init(path: WireText, isRootless: Bool) {
        self.path = path
        self.isRootless = isRootless
    }

    /// The sockets of Docker, Moby and Podman below a folder that stands for /run.
    static func found(in run: String, configured: String? = nil) -> [EngineSocketFile] {
        var paths = [configured, "\(run)/docker.sock", "\(run)/podman/podman.sock"].compactMap(\.self)
            .map { (path: $0, isRootless: false) }
        for user in ((try? Folder.names(in: "\(run)/user", limit: 64)) ?? []).sorted() where user != "0" {
            paths += ["docker.sock", "podman/podman.sock"].map { ("\(run)/user/\(user)/\($0)", true) }
        }
        return paths.compactMap { path, isRootless in
            switch Folder.kind(of: path) {
            case .socket: return EngineSocketFile(path: WireText(path), isRootless: isRootless)
            case .unreadable:
                // Another user's folder, which says nothing.
                guard !isRootless else { return nil }
                var socket = EngineSocketFile(path: WireText(path), isRootless: false)
                socket.isSeen = false
                return socket
            case .file, .folder, .other, .missing: return nil
            }
        }
    }
}

extension [EngineSocketFile] {
    var isRootlessOnly: Bool { !isEmpty && allSatisfy(\.isRootless) }
}

import Glibc

/// Who listens at a socket of the file system (unix(7)).
package enum UnixPeer {
    /// The process that called listen(2), as SO_PEERCRED tells; nothing where there is none to be seen.
    package static func processID(listeningAt path: String) -> Int? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8)
        let fits = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard name.count < room.count else { return false }
            unsafe room.copyBytes(from: name)
            return true
        }
        guard fits, let socket = try? Self.open() else { return nil }
        let number = socket.number
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(number, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { return nil }
        // struct ucred: process, user, group.
        var credentials = (pid_t(), uid_t(), gid_t())
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard unsafe getsockopt(number, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0, credentials.0 > 0 else {
            return nil
        }
        return Int(credentials.0)
    }

    private static func open() throws(SystemCallError) -> Descriptor {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        return Descriptor(owning: try systemCall("socket") { socket(AF_UNIX, kind, 0) })
    }
}

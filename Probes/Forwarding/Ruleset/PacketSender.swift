import ProbeCore
import ProbeLinux

/// Whose packet one of this device's own is, as far as rules ask: the user, the group and the control group of its socket.
struct PacketSender: Hashable, Sendable {
    /// The user's name; nothing for this program's own.
    let name: String?
    let user: UInt32
    let group: UInt32
    /// From the root of the hierarchy down; nothing where that is not known.
    let controlGroups: [String]?

    /// This program.
    static var own: PacketSender {
        let path = (try? TextFile.read("/proc/self/cgroup", limit: 1 << 16))?.split(separator: "\n")
            .first { $0.hasPrefix("0::/") }?.dropFirst(4)
        return PacketSender(
            name: nil, user: ProcessIdentity.user, group: ProcessIdentity.group,
            controlGroups: path.map { $0.split(separator: "/").map(String.init) })
    }

    /// Those that IoT Edge needs besides: root, who pulls images as the engine, and the identity service, which asks the hub and
    /// the provisioning service; the latter where its package has made its user.
    static func daemons() -> [PacketSender] {
        let users = (try? TextFile.read("/etc/passwd", limit: 1 << 20)) ?? ""
        let service = users.split(separator: "\n").lazy.map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
        .first { $0.count >= 4 && $0[0] == identityService }
        let engine = PacketSender(
            name: "root", user: 0, group: 0, controlGroups: ["system.slice", "docker.service"])
        guard let service, let user = UInt32(service[2]), let group = UInt32(service[3]) else { return [engine] }
        return [
            engine,
            PacketSender(
                name: identityService, user: user, group: group,
                controlGroups: ["system.slice", "aziot-identityd.service"]),
        ]
    }

    static let identityService = "aziotid"
}

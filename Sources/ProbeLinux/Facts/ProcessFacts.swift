package import ProbeCore

/// A process as the kernel tells of it; never its arguments, which may hold passwords.
package struct ProcessFacts: Hashable, Sendable {
    package let pid: Int
    /// The program's name (`comm`).
    package let name: LocalText
    /// Nothing where this user may not see it.
    package let executable: LocalText?
    /// The path of its control group.
    package let controlGroup: LocalText?

    /// Nothing when the process is gone.
    package init?(pid: Int) {
        guard let name = try? TextFile.bytes("/proc/\(pid)/comm", limit: 256) else { return nil }
        self.pid = pid
        self.name = LocalText(name.prefix { $0 != UInt8(ascii: "\n") })
        executable = Folder.target(ofLink: "/proc/\(pid)/exe").map { LocalText($0) }
        controlGroup = (try? TextFile.read("/proc/\(pid)/cgroup", limit: 65_536)).flatMap(Self.controlGroup)
    }

    /// The unified hierarchy's path, else that of systemd's own (cgroups(7)): `0::/system.slice/nginx.service`.
    static func controlGroup(in text: String) -> LocalText? {
        let paths = text.split(separator: "\n").compactMap { line -> (isOwn: Bool, path: Substring)? in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[0] == "0" || fields[1] == "name=systemd" else { return nil }
            return (fields[1] == "name=systemd", fields[2])
        }
        return (paths.first { $0.isOwn } ?? paths.first).map { LocalText($0.path.utf8, limit: 512) }
    }

    /// The system's own systemd unit in the path, where the process is the unit's own (`UnitKin`); nothing for a unit of a user's or
    /// a container's manager, which may have the name of one of the system's.
    package var unit: LocalText? {
        guard let path = controlGroup?.description, let unit = Self.unit(in: path),
            UnitKin.isOwn(pid, of: unit.description, in: path)
        else { return nil }
        return unit
    }

    /// The slice of the system's services, the slices of its templates (`system-postgresql.slice`), and then the unit:
    /// nobody but root makes one there, and what is below a unit is its own affair (systemd.slice(5)).
    static func unit(in path: String) -> LocalText? {
        let components = path.split(separator: "/")
        guard components.first == "system.slice" else { return nil }
        let below = components.dropFirst().drop { $0.hasPrefix("system-") && $0.hasSuffix(".slice") }
        return below.first.flatMap { component in
            [".service", ".scope"].contains { component.hasSuffix($0) } && component.utf8.allSatisfy(isUnitByte)
                && !component.hasPrefix("-") && Self.containerID(in: String(component)) == nil
                ? LocalText(component.utf8) : nil
        }
    }

    /// The container in the path, as twelve digits of its id: `docker-<64 digits>.scope`, `/docker/<64 digits>`.
    package var containerID: String? { controlGroup.flatMap { Self.containerID(in: $0.description) } }

    /// The first in the path, and none below a user, a service, a session or a container of another kind: whoever runs there
    /// makes groups of any name (Delegate= of systemd.resource-control(5)), and so could name a container of root's.
    static func containerID(in path: String) -> String? {
        let components = path.split(separator: "/")
        guard components.first != "user.slice" else { return nil }
        for component in components {
            let name = component.hasSuffix(".scope") ? component.dropLast(6) : component
            let digits = name.split(separator: "-").last ?? name
            if digits.utf8.count == 64, digits.utf8.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) {
                return digits.prefix(12).lowercased()
            }
            if [".service", ".scope"].contains(where: component.hasSuffix) || component.hasPrefix("lxc") { return nil }
        }
        return nil
    }

    /// What names of units are made of (systemd.unit(5)), less the backslash of escapes.
    private static func isUnitByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x3a, 0x2d, 0x5f, 0x2e, 0x40: true
        default: false
        }
    }
}

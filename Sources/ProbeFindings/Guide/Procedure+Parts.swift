package import ProbeCore

extension Procedure {
    /// What concerns a host and a release; nothing means all of them.
    ///
    /// What is said for Linux holds inside a Windows host's virtual machine as well: where Linux is not printed itself, it
    /// is printed there.
    package func parts(for host: Host?, _ release: Release?) -> [Part] {
        var parts = self.parts
        if let machine = virtualMachine(alone: host == .windows) {
            parts.removeAll { $0.place == .virtualMachine }
            let index = parts.lastIndex { $0.place.host == .linux }.map { $0 + 1 } ?? parts.startIndex
            parts.insert(machine, at: index)
        }
        return parts.filter { part in
            (host.flatMap { host in part.place.host.map { $0 == host } } ?? true)
                && (release.flatMap { release in part.place.release.map { $0 == release } } ?? true)
        }
    }

    /// The way into the virtual machine, and what is done there; nothing where nothing is done on Linux.
    private func virtualMachine(alone: Bool) -> Part? {
        let linux = parts.filter { $0.place == .linux(nil) || $0.place == .linux(.current) }.flatMap(\.steps)
        guard !linux.isEmpty else { return nil }
        let own = parts.filter { $0.place == .virtualMachine }.flatMap(\.steps)
        let entrance: [Step] = [
            alone
                ? "Enter the virtual machine from PowerShell; inside it:"
                : "Enter the virtual machine from PowerShell; inside it, what is said for Linux applies.",
            .powershell("Connect-EflowVm"),
        ]
        return Part(.virtualMachine, own + entrance + (alone ? linux : []))
    }

    /// Whether anything is said for a host: on it, or wherever the host makes no difference.
    package func covers(_ host: Host) -> Bool { !parts(for: host, nil).isEmpty }
}

extension Procedure.Place {
    /// A heading.
    package var title: Sentence {
        switch self {
        case .linux(nil): "Linux"
        case .linux(.current): "Linux, IoT Edge 1.2 and later"
        case .linux(.old): "Linux, IoT Edge 1.0 and 1.1"
        case .virtualMachine: "Windows host, IoT Edge in a Linux virtual machine (EFLOW)"
        case .windowsContainers: "Windows host with Windows containers, IoT Edge 1.0 and 1.1"
        case .elsewhere: "In the portal, the deployment or the image, or at the site"
        }
    }
}

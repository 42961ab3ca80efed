package import ProbeCore
package import ProbeLinux

/// Where a process of the run works and what it may keep; travels as arguments, because both come before its first thread.
package struct WorkerPlace: Sendable {
    package var role: ProcessRole
    /// Nothing for the namespace that the parent is in.
    package var namespace: NetworkNamespace?
    package var keeps: Set<Capability> = []
    /// Nothing where it stays the parent's.
    package var user: ProcessUser?
    /// Files that it reads besides what all of its role do.
    package var files: [String] = []
    /// Files that do not answer, which it does not even look at.
    package var silentFiles = DistantFiles.silent

    package init(_ role: ProcessRole) { self.role = role }

    /// A worker's: it holds nothing, and where root started the run it is nobody that anybody knows.
    package init(workerIn namespace: NetworkNamespace?, reading files: [String] = []) {
        self.init(namespace == nil ? .hostWorker : .containerWorker)
        self.namespace = namespace
        self.files = files
        user = ProcessUser.choose()
    }

    /// That of the process that asks the kernel about its packet filter.
    ///
    /// Of root's group, which alone may read what tables of iptables-legacy there are.
    package static var netfilter: WorkerPlace {
        var place = WorkerPlace(.netfilter)
        // That of iptables-legacy is told over a raw socket.
        place.keeps = [.administerNetwork, .useRawSockets]
        place.user = ProcessUser.choose(group: 0)
        return place
    }

    /// The command, and its arguments.
    package var arguments: [String] {
        var arguments = [role == .netfilter ? "netfilter" : "worker", "--role", role.rawValue]
        if let namespace { arguments += ["--namespace", namespace.path, "--inode", String(namespace.inode)] }
        if let user { arguments += ["--user", String(user.user), "--group", String(user.group)] }
        arguments += keeps.map(\.rawValue).sorted().flatMap { ["--keep", $0] }
        return arguments + files.flatMap { ["--read", $0] } + silentFiles.flatMap { ["--avoid", $0] }
    }

    /// What `take` could not do.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// Takes the place that the arguments behind the command name: enters the namespace and gives up every other right,
    /// for good.
    ///
    /// Called before the process has a second thread.
    package static func take(_ arguments: [String]) throws(Refusal) {
        var place: String?
        var inode: UInt64?
        var (user, group): (UInt32?, UInt32?)
        var given = WorkerPlace(.containerWorker)
        given.silentFiles = []
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Refusal(description: "\(option) lacks its value") }
            switch option {
            case "--role": given.role = try known(ProcessRole(rawValue: value), "role")
            case "--namespace": place = value
            case "--inode": inode = UInt64(value)
            case "--user": user = try known(UInt32(value), "user")
            case "--group": group = try known(UInt32(value), "group")
            case "--keep": given.keeps.insert(try known(Capability(rawValue: value), "capability"))
            case "--read": given.files.append(value)
            case "--avoid": given.silentFiles.append(value)
            default: throw Refusal(description: "an unknown option")
            }
        }
        if let user, let group { given.user = ProcessUser(user: user, group: group) }
        do {
            if let place { try enter(place, inode: inode) }
            try Confinement.confine(
                given.role, keeping: given.keeps, as: given.user, reading: given.files, avoiding: given.silentFiles)
        } catch {
            throw Refusal(description: "\(error)")
        }
    }

    private static func known<Value>(_ value: Value?, _ what: String) throws(Refusal) -> Value {
        guard let value else { throw Refusal(description: "there is no \(what) of that name") }
        return value
    }

    /// A parent that died meanwhile has left its number, and then its descriptors, to others: hence the inode.
    private static func enter(_ path: String, inode: UInt64?) throws {
        let namespace = try NetworkNamespace.open(path)
        guard namespace.inode == inode else { throw Refusal(description: "\(path) is another namespace") }
        try namespace.enter()
        guard try NetworkNamespace.current().inode == inode else {
            throw Refusal(description: "the namespace could not be entered")
        }
    }
}

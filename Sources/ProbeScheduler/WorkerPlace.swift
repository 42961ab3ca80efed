package import ProbeCore
package import ProbeLinux

/// Where a worker works and what it may keep; travels as arguments, because both come before its first thread.
package struct WorkerPlace: Sendable {
    /// Nothing for the namespace that the parent is in.
    package var namespace: NetworkNamespace?
    package var keeps: Set<Capability> = []

    package init(namespace: NetworkNamespace? = nil, keeps: Set<Capability> = []) {
        self.namespace = namespace
        self.keeps = keeps
    }

    /// After `worker`.
    var arguments: [String] {
        (namespace.map { ["--namespace", $0.path, "--inode", String($0.inode)] } ?? [])
            + keeps.map(\.rawValue).sorted().flatMap { ["--keep", $0] }
    }

    /// What `take` could not do.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// Takes the place that the arguments name: enters the namespace and gives up every other right, for good.
    ///
    /// Called before the process has a second thread.
    package static func take(_ arguments: [String]) throws(Refusal) {
        var path: String?
        var inode: UInt64?
        var keeps: Set<Capability> = []
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Refusal(description: "\(option) lacks its value") }
            switch option {
            case "--namespace": path = value
            case "--inode": inode = UInt64(value)
            case "--keep":
                guard let capability = Capability(rawValue: value) else {
                    throw Refusal(description: "there is no capability of that name")
                }
                keeps.insert(capability)
            default: throw Refusal(description: "an unknown option")
            }
        }
        do {
            if let path { try enter(path, inode: inode) }
            try Confinement.confineWorker(keeping: keeps)
        } catch {
            throw Refusal(description: "\(error)")
        }
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

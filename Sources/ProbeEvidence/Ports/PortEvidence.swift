package import ProbeCore

/// Who listens on a port that edgeHub's bindings need, and what an attempt to bind it met.
package struct PortEvidence: Codable, Hashable, Sendable, Bounded {
    /// A program that holds a socket; never its arguments, which may hold passwords.
    package struct Holder: Codable, Hashable, Sendable {
        package var pid: Int
        package var name: LocalText
        package var executable: LocalText?
        /// The systemd unit whose control group it is in.
        package var unit: LocalText?
        /// The id of the container whose control group it is in, shortened as the engine does.
        package var containerID: String?
        /// The engine's helper that listens for a container's published port.
        package var isEngineProxy: Bool

        package init(
            pid: Int, name: LocalText, executable: LocalText? = nil, unit: LocalText? = nil, containerID: String? = nil
        ) {
            self.pid = pid
            self.name = name
            self.executable = executable
            self.unit = unit
            self.containerID = containerID
            isEngineProxy = ["docker-proxy", "rootlessport", "rootlesskit", "conmon"].contains(name.description)
        }
    }

    /// A listening socket on the port.
    package struct Listener: Codable, Hashable, Sendable {
        package var address: IPAddress
        package var userID: UInt32
        /// Empty where this user may not see whose it is.
        package var holders: [Holder] = []

        package init(address: IPAddress, userID: UInt32, holders: [Holder] = []) {
            self.address = address
            self.userID = userID
            self.holders = holders
        }
    }

    /// An attempt to bind the port, released at once.
    package struct Trial: Codable, Hashable, Sendable {
        package var address: IPAddress
        /// Nothing where it could be bound.
        package var error: SystemError?
        /// The same with SO_REUSEADDR, as the engine binds: remnants of closed connections do not count then.
        package var errorWithReuse: SystemError?

        package init(address: IPAddress, error: SystemError?, errorWithReuse: SystemError? = nil) {
            self.address = address
            self.error = error
            self.errorWithReuse = errorWithReuse
        }
    }

    /// Those that clash with the binding.
    package var listeners: [Listener] = []
    /// Listeners on the same port whose addresses leave the binding alone.
    package var others: [Listener] = []
    package var trials: [Trial] = []
    /// The container that publishes the port, by the engine's word.
    package var container: LocalText? {
        didSet { isEdgeHubsOwn = container?.description == Self.edgeHub }
    }
    /// That container is edgeHub's; a member of its own, because redacted reports have no names.
    package private(set) var isEdgeHubsOwn = false
    /// IoT Edge started that container, as the engine's label says; nothing without a container, and in the reports of older
    /// versions.
    package var isOfModule: Bool?
    /// Ports below need a privilege (`net.ipv4.ip_unprivileged_port_start`).
    package var unprivilegedFrom: Int?
    /// The kernel may give the port to an outgoing connection (`ip_local_port_range`, less `ip_local_reserved_ports`).
    package var isEphemeral: Bool?
    /// An engine of an ordinary user, which may not bind ports that need a privilege.
    package var hasOnlyRootlessEngine = false
    /// The kernel's list of sockets could not be read.
    package var isListUnreadable: Bool?
    /// Listeners beyond the first few of a user's.
    package var leftOut: [LeftOut]?

    package init() {}
}

extension PortEvidence {
    package var holders: [Holder] { listeners.flatMap(\.holders) }

    /// The name that the runtime gives the container.
    package static let edgeHub = "edgeHub"

    /// Whether the engine could bind the port; nothing where that could not be found out.
    package var isFree: Bool? {
        if !listeners.isEmpty { return false }
        let errors = trials.compactMap { $0.errorWithReuse ?? ($0.error == nil ? nil : $0.error) }
        if trials.contains(where: \.isTaken) { return false }
        // A list without the listener is proof enough where binding takes a privilege.
        guard isListUnreadable != true else {
            return !trials.isEmpty && errors.isEmpty ? true : nil
        }
        return true
    }
}

extension PortEvidence.Trial {
    /// Somebody holds it, and not just what remains of closed connections.
    package var isTaken: Bool { error == "EADDRINUSE" && errorWithReuse == "EADDRINUSE" }
}

package import ProbeCore

/// What keeps the rules of a device's packet filter, by the name of its unit.
package enum FirewallService: String, Hashable, Sendable, CaseIterable {
    case ufw, firewalld
}

/// The machine and what runs on it, as facts for support.
package struct RuntimeEvidence: Codable, Hashable, Sendable {
    /// A generation of IoT Edge.
    package enum Edge: String, Codable, Hashable, Sendable, CaseIterable {
        case current = "1.2 or later"
        case old = "1.0 or 1.1"
    }

    package struct Service: Codable, Hashable, Sendable {
        package var unit: String
        package var isRunning: Bool?

        package init(unit: String, isRunning: Bool?) {
            self.unit = unit
            self.isRunning = isRunning
        }
    }

    package var architecture: LocalText?
    /// In bytes.
    package var memory: UInt64?
    package var engineSockets: [EngineSocketFile] = []
    /// Nothing where IoT Edge is not installed.
    package var edge: Edge?
    /// Those installed, in the order of importance.
    package var services: [Service] = []
    /// These are the files of a container, which show nothing of the device it runs on; nothing in an older report.
    package var isContainer: Bool?

    package init() {}

    /// So little memory that edgeHub wants `OptimizeForPerformance=false`.
    package var isSmall: Bool { memory.map { $0 < 1 << 30 } ?? false }
}

package import ProbeCore

/// A configuration file of the device, and what became of reading it.
package struct ConfigurationFile: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable {
        case read
        /// There, and not for this user, or not a file.
        case unreadable
        case malformed
        /// It uses what this tool does not read.
        case unsupported
    }

    /// What the file is, which redacted reports keep in place of its path.
    package enum Role: String, Codable, Hashable, Sendable {
        case edge
        case engine
        case other
    }

    package var path: LocalText
    package var role: Role
    package var state: State
    package var error: SystemError?
    package var problem: SyntaxProblem?
    /// Where the problem is, counted from one.
    package var line: Int?
    /// The member that the problem is about; nothing where the text itself does not parse.
    package var member: LocalText?

    /// Where IoT Edge from 1.2 on and IoT Edge 1.0 and 1.1 have their configuration.
    package static let edge = "/etc/aziot/config.toml"
    package static let oldEdge = "/etc/iotedge/config.yaml"

    package init(path: String, state: State) {
        self.path = LocalText(path)
        role = [Self.edge, Self.oldEdge].contains(path) ? .edge : path.hasSuffix(".json") ? .engine : .other
        self.state = state
    }
}

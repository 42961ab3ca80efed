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

    package var path: WireText
    package var state: State
    package var error: SystemError?
    package var problem: ConfigurationSyntaxError.Problem?
    /// Where the problem is, counted from one.
    package var line: Int?

    package init(path: String, state: State) {
        self.path = WireText(path)
        self.state = state
    }
}

package import ProbeCore

/// The socket of a container engine's API.
package struct EngineSocketFile: Codable, Hashable, Sendable {
    package var path: LocalText
    /// The engine runs as an ordinary user, in namespaces of its own.
    package var isRootless: Bool
    /// False where this user may not even look.
    package var isSeen = true

    package init(path: LocalText, isRootless: Bool) {
        self.path = path
        self.isRootless = isRootless
    }
}

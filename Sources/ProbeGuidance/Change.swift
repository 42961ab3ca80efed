/// A change as a root shell makes it once: where it has been made already, nothing more happens.
///
/// A technician pastes a remedy again when a connection was lost in the middle of it, and when another finding of the same
/// report names it too.
struct Change {
    /// A command that succeeds where there is nothing left to do.
    private let isMade: String
    private let command: String

    init(unless isMade: String, _ command: String) {
        self.isMade = isMade
        self.command = command
    }

    /// Something is to go: there is something left to do as long as a command finds it.
    init(where isThere: String, _ command: String) { self.init(unless: "! \(isThere)", command) }

    var text: String { "\(isMade) ||\n\(command)" }
}

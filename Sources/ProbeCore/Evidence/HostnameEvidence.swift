/// The names that this device goes by.
package struct HostnameEvidence: Codable, Hashable, Sendable {
    /// The kernel's (uname(2)).
    package var name: WireText
    /// What /etc/hostname sets at the next start; nothing where there is no such file.
    package var staticName: WireText?
    /// What the IoT Edge configuration says.
    package var configuredName: WireText?
    /// The file that says so.
    package var configurationFile: WireText?

    package init(name: WireText) { self.name = name }

    /// IoT Edge does not start with a longer one.
    package static let longest = 64

    /// The name that IoT Edge would use.
    package var effectiveName: WireText { configuredName ?? name }

    package static func isTooLong(_ name: WireText) -> Bool { name.description.utf8.count > longest }
}

package import ProbeCore

/// The names that this device goes by, and what is to be said of them; redacted reports keep the latter only.
package struct HostnameEvidence: Codable, Hashable, Sendable {
    /// The kernel's (uname(2)).
    package let name: LocalText
    /// What /etc/hostname sets at the next start; nothing where there is no such file.
    package let staticName: LocalText?
    /// What the IoT Edge configuration says.
    package let configuredName: LocalText?
    /// The file that says so.
    package let configurationFile: LocalText?
    /// Of the name that IoT Edge takes: the configured one, else the kernel's.
    package let effectiveLength: Int
    package let staticLength: Int?
    /// The name that IoT Edge takes is one by RFC 1123, or an address.
    package let isHostName: Bool
    /// The configuration has the device's own name, in its short or its long form, or an address, or none.
    package let isConfiguredAlike: Bool

    package init(
        name: LocalText, staticName: LocalText? = nil, configuredName: LocalText? = nil,
        configurationFile: LocalText? = nil
    ) {
        self.name = name
        self.staticName = staticName
        self.configuredName = configuredName
        self.configurationFile = configurationFile
        let effective = (configuredName ?? name).description
        effectiveLength = effective.utf8.count
        staticLength = staticName?.description.utf8.count
        let isAddress = IPAddress(effective) != nil
        // Letters, digits and hyphens; unlike names that are looked up, a host's own has no underscore.
        isHostName = isAddress || (!effective.contains("_") && (try? HostName(validating: effective)) != nil)
        let (own, other) = (name.description.lowercased(), effective.lowercased())
        isConfiguredAlike =
            isAddress || own == other || other.hasPrefix(own + ".") || own.hasPrefix(other + ".")
    }

    /// IoT Edge does not start with a longer one.
    package static let longest = 64

    /// The name that IoT Edge would use.
    package var effectiveName: LocalText { configuredName ?? name }

    package var isTooLong: Bool { effectiveLength > Self.longest }
}

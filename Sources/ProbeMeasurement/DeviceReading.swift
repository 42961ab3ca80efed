package import ProbeEvidence

/// What the parent, which may read what workers may not, read of this device's own files.
package struct DeviceReading: Codable, Sendable {
    package let configuration: ConfigurationEvidence
    /// Nothing where the kernel told no name.
    package let hostname: HostnameEvidence?
    package let runtime: RuntimeEvidence
    /// The only engines' sockets are those of single users.
    package let hasOnlyRootlessEngine: Bool

    package init(
        configuration: ConfigurationEvidence, hostname: HostnameEvidence?, runtime: RuntimeEvidence,
        hasOnlyRootlessEngine: Bool
    ) {
        self.configuration = configuration
        self.hostname = hostname
        self.runtime = runtime
        self.hasOnlyRootlessEngine = hasOnlyRootlessEngine
    }
}

/// One of the services that the emulator stands for.
package enum Service: String, Codable, Hashable, Sendable, CaseIterable {
    case hub
    /// The device provisioning service.
    case dps
    case registry
    /// Where the registry sends those who ask for a blob.
    case data
    /// The plain-HTTP pages that tell whether a captive portal is in the way.
    case pages
}

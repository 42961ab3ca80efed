package import ProbeCore

/// Half of a client's identity in the engine's folder for a registry, with which the engine pulls nothing from there
/// (ReadCertsDirectory of moby).
package struct UnpairedCertificate: Codable, Hashable, Sendable {
    package let registry: Registry
    /// A `.cert` without its `.key`, or the other way round.
    package let file: LocalText
    /// The key is there, and its certificate is missing.
    package let isKey: Bool

    package init(registry: Registry, file: LocalText, isKey: Bool) {
        self.registry = registry
        self.file = file
        self.isKey = isKey
    }
}

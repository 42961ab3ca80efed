import CLinux

/// The libraries of the system that this program carries inside.
package enum LinkedLibraries {
    /// Their names and versions, as in: OpenSSL 3.0.17, libcap 2.66; nothing where they are the device's own.
    package static var description: String? {
        let text = unsafe String(cString: CLinux_linked_libraries())
        return text.isEmpty ? nil : text
    }
}

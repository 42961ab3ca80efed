package import ProbeCore

/// A port that a container of the engine publishes on this device.
package struct Publication: Codable, Hashable, Sendable {
    package var container: String
    package var port: UInt16
    /// The address on the device; nothing means every address.
    package var address: IPAddress?

    package init(container: String, port: UInt16, address: IPAddress? = nil) {
        self.container = container
        self.port = port
        self.address = address
    }
}

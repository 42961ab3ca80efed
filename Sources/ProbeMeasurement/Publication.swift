package import ProbeCore

/// A port that a container of the engine publishes on this device.
package struct Publication: Codable, Hashable, Sendable {
    package var container: String
    package var port: UInt16
    /// The address on the device; nothing means every address.
    package var address: IPAddress?
    /// IoT Edge started the container.
    package var isOfModule: Bool

    package init(container: String, port: UInt16, address: IPAddress? = nil, isOfModule: Bool = false) {
        self.container = container
        self.port = port
        self.address = address
        self.isOfModule = isOfModule
    }
}

/// A module that runs on the host's own network, and listens on the device's ports itself.
package struct HostModule: Codable, Hashable, Sendable {
    package var container: String
    /// The first twelve digits of the container's id, as control groups tell it.
    package var id: String

    package init(container: String, id: String) {
        self.container = container
        self.id = id
    }
}

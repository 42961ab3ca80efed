package import ProbeCore

/// What the files of the engine and of IoT Edge say about the subnets of networks to come.
package struct NetworkSettings: Codable, Hashable, Sendable {
    /// `default-address-pools` of daemon.json: a range, and how long the prefixes are that networks get of it.
    package struct Pool: Codable, Hashable, Sendable {
        package var base: IPPrefix
        package var size: Int

        package init(base: IPPrefix, size: Int) {
            self.base = base
            self.size = size
        }
    }

    /// The subnet of the engine's own bridge (`bip`).
    package var bridge: IPPrefix?
    /// Nothing where the engine's own are used.
    package var pools: [Pool]?
    /// What IoT Edge asks for when it makes its network (`[[moby_runtime.network.ipam.config]]` of config.toml).
    package var modules: [IPPrefix]?

    package init() {}

    package var isEmpty: Bool { self == NetworkSettings() }
}

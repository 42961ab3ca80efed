package import ProbeCore

/// A route that everything takes for which there is no better one.
package struct DefaultRoute: Codable, Hashable, Sendable {
    package let interface: InterfaceName
    /// Nothing where the link itself is the way.
    package let gateway: IPAddress?
    package let metric: UInt32

    package init(interface: InterfaceName, gateway: IPAddress?, metric: UInt32) {
        self.interface = interface
        self.gateway = gateway
        self.metric = metric
    }
}

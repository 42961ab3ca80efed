package import ProbeCore

/// Who asks a network team for an opening, as the team sees it: the device, its addresses, and its containers'.
package struct Requester: Hashable, Sendable {
    /// An interface of the device with the addresses that its packets leave with.
    package struct Source: Hashable, Sendable {
        package let interface: InterfaceName
        package let addresses: [IPAddress]

        package init(interface: InterfaceName, addresses: [IPAddress]) {
            self.interface = interface
            self.addresses = addresses
        }
    }

    /// A network of the container engine.
    package struct Network: Hashable, Sendable {
        package let name: NetworkName
        package let subnets: [IPPrefix]
        /// Its containers' packets leave with an address of the device.
        package let isMasqueraded: Bool

        package init(name: NetworkName, subnets: [IPPrefix], isMasqueraded: Bool) {
            self.name = name
            self.subnets = subnets
            self.isMasqueraded = isMasqueraded
        }
    }

    package var device: LocalText?
    package var sources: [Source] = []
    package var networks: [Network] = []
    /// The day on which names had the addresses that a request tells.
    package var asked: Timestamp?
    /// For how long a resolver takes the addresses of a name for valid, in seconds.
    package var validity: [HostName: UInt32] = [:]

    /// Devices behind this gateway reach edgeHub on these ports; empty where there are none.
    package var downstreamPorts: [UInt16] = []
    /// Where those devices are: the networks that this device has an address in.
    package var insideNetworks: [IPPrefix] = []

    package init() {}

    /// What comes in, which is nothing but what devices behind the gateway send.
    var inbound: [String] {
        guard !downstreamPorts.isEmpty else {
            return [
                "Nothing inbound is needed: keep all inbound ports closed. Answers belong to the outbound connections."
            ]
        }
        let ports = downstreamPorts.map(String.init).joined(separator: ", ")
        let inside = insideNetworks.map(\.description).joined(separator: ", ")
        return [
            "From the inside, for the devices behind this gateway:",
            "  inbound TCP \(ports) to the gateway, from \(inside.isEmpty ? "their networks" : inside) alone",
            "Nothing else inbound, and nothing from the internet. Answers belong to the outbound connections.",
        ]
    }

    /// Lines for the head of a request; none where nothing is known.
    var lines: [String] {
        var lines: [String] = []
        let places = sources.filter { !$0.addresses.isEmpty }.map { source in
            "\(source.addresses.map(\.description).joined(separator: ", ")) on \(source.interface)"
        }
        switch (device, places.isEmpty) {
        case (let device?, false): lines.append("From the gateway \(device): \(places.joined(separator: "; ")).")
        case (let device?, true): lines.append("From the gateway \(device).")
        case (nil, false): lines.append("From the gateway: \(places.joined(separator: "; ")).")
        case (nil, true): break
        }
        let hidden = networks.filter(\.isMasqueraded)
        if !hidden.isEmpty {
            lines.append("Its containers (\(Self.list(hidden))) leave with the gateway's address.")
        }
        let shown = networks.filter { !$0.isMasqueraded }
        if !shown.isEmpty {
            lines.append(
                "Its containers on \(Self.list(shown)) leave with addresses of their own: they need the same, and a way back."
            )
        }
        return lines
    }

    private static func list(_ networks: [Network]) -> String {
        networks.map { network in
            "\(network.name)\(network.subnets.isEmpty ? "" : " " + network.subnets.map(\.description).joined(separator: ", "))"
        }.joined(separator: "; ")
    }
}

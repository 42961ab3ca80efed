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
    /// What masqueraded packets leave with, where it is another address than the device's own packets have.
    package var masquerade: IPAddress?
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
    var inbound: [Sentence] {
        guard !downstreamPorts.isEmpty else {
            return [
                "Nothing inbound is needed: keep all inbound ports closed. Answers belong to the outbound connections."
            ]
        }
        return [
            "From the inside, for the devices behind this gateway:",
            insideNetworks.isEmpty
                ? "  inbound TCP \(listing: downstreamPorts) to the gateway, from their networks alone"
                : "  inbound TCP \(listing: downstreamPorts) to the gateway, from \(listing: insideNetworks) alone",
            "Nothing else inbound, and nothing from the internet. Answers belong to the outbound connections.",
        ]
    }

    /// Lines for the head of a request; none where nothing is known.
    var lines: [Sentence] {
        var lines: [Sentence] = []
        let places: [Sentence] = sources.filter { !$0.addresses.isEmpty }.map { source in
            "\(listing: source.addresses) on \(source.interface)"
        }
        let known = places.dropFirst().reduce(places.first) { known, place in known.map { "\($0); \(place)" } }
        switch (device, known) {
        case (let device?, let known?): lines.append("From the gateway \(device): \(known).")
        case (let device?, nil): lines.append("From the gateway \(device).")
        case (nil, let known?): lines.append("From the gateway: \(known).")
        case (nil, nil): break
        }
        let hidden = networks.filter(\.isMasqueraded)
        if !hidden.isEmpty {
            lines.append(
                masquerade.map {
                    """
                    Its containers (\(Self.list(hidden))) leave with \($0), another address of the gateway's: they need the same.
                    """
                } ?? "Its containers (\(Self.list(hidden))) leave with the gateway's address.")
        }
        let shown = networks.filter { !$0.isMasqueraded }
        if !shown.isEmpty {
            lines.append(
                """
                Its containers on \(Self.list(shown)) leave with addresses of their own: they need the same, and a way \
                back.
                """)
        }
        return lines
    }

    private static func list(_ networks: [Network]) -> Sentence {
        Sentence(
            verbatim: networks.map { network in
                let subnets = network.subnets.map(\.description).joined(separator: ", ")
                return "\(network.name)\(subnets.isEmpty ? "" : " " + subnets)"
            }.joined(separator: "; "))
    }
}

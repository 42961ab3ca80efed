package import ProbeCore
package import ProbeLinux

/// `GET /networks`, and `GET /networks/{id}` with its containers, as far as it is of use here: what is not named is not kept.
package struct EngineNetwork: Decodable, Sendable {
    /// A range of addresses, as text: it may be empty or wrong.
    package struct Range: Decodable, Sendable {
        let subnet: String?
        /// The part of the subnet that the engine gives addresses from (`--ip-range`).
        let own: String?
        let gateway: String?
        let auxiliary: [String: String]?

        enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case own = "IPRange"
            case gateway = "Gateway"
            case auxiliary = "AuxiliaryAddresses"
        }
    }

    struct AddressManagement: Decodable {
        let ranges: [Range]?

        enum CodingKeys: String, CodingKey { case ranges = "Config" }
    }

    struct Member: Decodable {
        let v4: String?
        let v6: String?

        enum CodingKeys: String, CodingKey {
            case v4 = "IPv4Address"
            case v6 = "IPv6Address"
        }
    }

    package let id: EngineID
    package let name: String
    package let driver: String
    package let isInternal: Bool
    package let hasIPv6: Bool
    package let options: [String: String]
    private let ranges: [Range]
    private let members: [Member]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case isInternal = "Internal"
        case hasIPv6 = "EnableIPv6"
        case options = "Options"
        case management = "IPAM"
        case members = "Containers"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(EngineID.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        // Another version may say the rest in another form: it is still a network.
        driver = (try? container.decodeIfPresent(String.self, forKey: .driver)) ?? ""
        isInternal = (try? container.decodeIfPresent(Bool.self, forKey: .isInternal)) ?? false
        hasIPv6 = (try? container.decodeIfPresent(Bool.self, forKey: .hasIPv6)) ?? false
        options = (try? container.decodeIfPresent([String: String].self, forKey: .options)) ?? [:]
        ranges = (try? container.decodeIfPresent(AddressManagement.self, forKey: .management))?.ranges ?? []
        members = Array(((try? container.decodeIfPresent([String: Member].self, forKey: .members)) ?? [:]).values)
    }

    package var subnets: [IPPrefix] { ranges.compactMap { $0.subnet.flatMap { IPPrefix($0) } } }

    /// IPv4 subnets of which a part is the engine's alone to give away, with that part.
    package var delegations: [(subnet: IPPrefix, own: IPPrefix, gateway: IPAddress?)] {
        ranges.compactMap { range in
            guard let subnet = range.subnet.flatMap({ IPPrefix($0) }), subnet.family == .v4,
                let own = range.own.flatMap({ IPPrefix($0) }), own.length > subnet.length, subnet.contains(own.address)
            else { return nil }
            return (subnet, own, range.gateway.flatMap { address($0) })
        }
    }

    /// The interface beside which containers of a macvlan network have theirs, and how; nothing where that is left open, or
    /// would take the interface from the host.
    package var branching: (parent: InterfaceName, mode: BridgeAttachment.MacvlanMode)? {
        guard driver == "macvlan", let parent = options["parent"].map({ InterfaceName($0) }), parent.isValid else {
            return nil
        }
        switch options["macvlan_mode"] ?? "bridge" {
        case "bridge": return (parent, .bridge)
        case "private": return (parent, .private)
        case "vepa": return (parent, .vepa)
        default: return nil
        }
    }

    package var gateways: [IPAddress] { ranges.compactMap { $0.gateway.flatMap { address($0) } } }

    /// Every address that the engine has given away or keeps.
    package var takenAddresses: Set<IPAddress> {
        Set(
            gateways + ranges.flatMap { ($0.auxiliary ?? [:]).values.compactMap { address($0) } } + memberAddresses)
    }

    /// Those of its running containers; only a description of this network alone has them.
    package var memberAddresses: [IPAddress] {
        members.flatMap { [$0.v4, $0.v6].compactMap { $0.flatMap { address($0) } } }
    }

    /// With or without the length of the prefix behind it.
    private func address(_ text: String) -> IPAddress? { IPAddress(text.prefix { $0 != "/" }) }

    package var mtu: Int? {
        options["com.docker.network.driver.mtu"].flatMap { Int($0) }.flatMap { (68...65_535).contains($0) ? $0 : nil }
            ?? options["mtu"].flatMap { Int($0) }.flatMap { (68...65_535).contains($0) ? $0 : nil }
    }

    package var isMasqueraded: Bool {
        !["false", "0"].contains(options["com.docker.network.bridge.enable_ip_masquerade"]?.lowercased() ?? "true")
    }

    /// The bridge's interface as the engine names it, or would (libnetwork: `br-` and twelve digits of the id).
    package var interfaceCandidates: [InterfaceName] {
        [options["com.docker.network.bridge.name"], "br-\(id.description.prefix(12))"].compactMap(\.self)
            .map { InterfaceName($0) }.filter(\.isValid)
    }
}

package import ProbeCore

extension Collection<NetworkLink> {
    /// The networks that devices behind a gateway are in: those of its own links, as far as these lead nowhere else.
    ///
    /// A link with a default route leads to the site's router and, from there, to the internet: what is inside is on the others,
    /// where there are any. Neither loopback nor a VPN nor a bridge for containers or virtual machines has devices behind it.
    ///
    /// - Parameters:
    ///   - bridges: those of the container engine, by whatever name.
    ///   - routes: the device's own.
    /// - Returns: each once, in the order of the links.
    package func networksInside(bridges: Set<InterfaceName>, routes: [Route]) -> [IPPrefix] {
        let links = filter { link in
            link.isUp && !link.isLoopback && !link.isTunnel && !bridges.contains(link.name)
                && !link.name.isBridgeForGuests
                && !link.networks.isEmpty
        }
        let defaults = routes.filter(\.isMainDefault)
        let waysOut = Set(defaults.flatMap(\.hops).compactMap(\.interface))
        let first = defaults.min {
            ($0.destination.family.rawValue, $0.metric ?? 0) < ($1.destination.family.rawValue, $1.metric ?? 0)
        }
        // A router's advertisement on the inside may be one more default route, of the other family; a route of the same one is
        // another way out, however seldom it is taken.
        let ofFamily = defaults.filter { $0.destination.family == first?.destination.family }
        let firstWaysOut = Set(ofFamily.flatMap(\.hops).compactMap(\.interface))
        let inside =
            [waysOut, firstWaysOut].lazy.map { ways in links.filter { !ways.contains($0.name) } }.first { !$0.isEmpty }
            ?? links
        return inside.flatMap(\.networks).uniqued
    }
}

extension NetworkLink {
    /// Every link has one of its own in IPv6, which nobody else means.
    fileprivate var networks: [IPPrefix] { addresses.filter { !$0.address.isLinkLocal }.compactMap(\.prefix) }
}

extension InterfaceName {
    /// A bridge that an engine or a hypervisor made, by the names that they give: `br-` and twelve digits is Docker's.
    package var isBridgeForGuests: Bool {
        let name = description
        if ["docker", "podman", "cni", "virbr", "lxcbr", "lxdbr"].contains(where: name.hasPrefix) { return true }
        let digits = name.dropFirst("br-".count)
        return name.hasPrefix("br-") && digits.count == 12 && digits.allSatisfy(\.isHexDigit)
    }
}

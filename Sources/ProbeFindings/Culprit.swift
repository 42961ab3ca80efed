package import ProbeCore
package import ProbeEvidence

/// What is in the way, as a value: remedies are built from it, and `location.rule` is how a report writes it.
package enum Culprit: Hashable, Sendable {
    /// A rule of a packet filter, or a base chain's policy, and what keeps it there.
    case rule(RulePlace, FilterManager?)
    /// Policy rules that send packets another way, or nowhere.
    case policyRules([RoutingRule])
    /// A route that answers packets with an error, or with nothing.
    case blockingRoute(Route)
    /// Routes that lead where packets get lost.
    case routes([IPPrefix], interface: InterfaceName)
    /// A network of the container engine.
    case network(NetworkName, subnets: [IPPrefix])
    case setting(KernelSetting)
    /// Those of the kernel's IPsec (ip-xfrm(8)), which only root may read.
    case ipsecPolicies
    /// A program of this device that holds what something else needs.
    case program(LocalText)
    case container(LocalText)
    case proxy(ProxyAddress)
    case resolver(SocketAddress)
    /// A file of this device, or a line in it.
    case file(FilePlace)
    /// What an older version wrote.
    case recorded(WireText)

    package static func file(_ path: LocalText, line: Int?) -> Culprit { .file(FilePlace(path, line: line)) }

    package init(_ place: RulePlace) { self = .rule(place, FilterManager(of: place)) }

    /// As the JSON report writes it.
    package var rule: String { sentence.english }

    /// As a report writes it, in the words of the tools that show it.
    package var sentence: Sentence {
        switch self {
        case .rule(let place, _): Sentence(verbatim: place.description)
        case .policyRules(let rules):
            rules.count == 1
                ? "the policy rule \(rules.map(Self.quoted))" : "the policy rules \(rules.map(Self.quoted))"
        case .blockingRoute(let route): "the route \(route)"
        case .routes(let destinations, let interface):
            destinations.count == 1
                ? "route \(listing: destinations) dev \(interface)" : "routes \(listing: destinations) dev \(interface)"
        case .network(let name, let subnets):
            subnets.isEmpty ? "network \(network: name)" : "network \(network: name) (\(listing: subnets))"
        case .setting(let setting): "sysctl \(Sentence(verbatim: setting.name))"
        case .ipsecPolicies: "the policies of ip xfrm"
        case .program(let name): "\(name)"
        case .container(let name): "container \(name)"
        case .proxy(let proxy): "proxy \(proxy)"
        case .resolver(let resolver): "resolver \(resolver)"
        case .file(let place): Sentence(verbatim: place.description)
        case .recorded(let text): Sentence(verbatim: text.description)
        }
    }

    private static func quoted(_ rule: RoutingRule) -> Sentence { Sentence(verbatim: "\"\(rule)\"") }
}

/// A setting of the kernel's networking that stops packets (ip-sysctl in the kernel's documentation).
package enum KernelSetting: Hashable, Sendable {
    /// `net.ipv4.ip_forward`
    case forwardsIPv4
    /// `net.ipv6.conf.all.forwarding`
    case forwardsIPv6
    /// `net.ipv4.conf.INTERFACE.forwarding`
    case forwarding(interface: InterfaceName)
    /// `net.ipv4.conf.INTERFACE.rp_filter`
    case reversePathFilter(interface: InterfaceName)
    /// `net.ipv4.conf.INTERFACE.accept_redirects`
    case acceptsRedirects(interface: InterfaceName)
    /// `net.ipv4.ip_default_ttl`
    case hopLimit

    /// The interface that it is for; nothing where it is for all.
    package var interface: InterfaceName? {
        switch self {
        case .forwardsIPv4, .forwardsIPv6, .hopLimit: nil
        case .forwarding(let interface), .reversePathFilter(let interface), .acceptsRedirects(let interface): interface
        }
    }

    /// As sysctl(8) takes it: slashes part the words where a dot is a part of the interface's name.
    package var name: String {
        switch self {
        case .forwardsIPv4: "net.ipv4.ip_forward"
        case .forwardsIPv6: "net.ipv6.conf.all.forwarding"
        case .hopLimit: "net.ipv4.ip_default_ttl"
        case .forwarding(let interface): Self.name(of: "forwarding", on: interface)
        case .reversePathFilter(let interface): Self.name(of: "rp_filter", on: interface)
        case .acceptsRedirects(let interface): Self.name(of: "accept_redirects", on: interface)
        }
    }

    private static func name(of setting: String, on interface: InterfaceName) -> String {
        let words = ["net", "ipv4", "conf", interface.description, setting]
        return words.joined(separator: interface.description.contains(".") ? "/" : ".")
    }
}

/// What writes the rules of a packet filter: a rule taken out by hand comes back with its next start.
package enum FilterManager: String, Codable, Hashable, Sendable {
    case ufw, firewalld, docker, kubeProxy = "kube-proxy", podman, cni, calico, libvirt, fail2ban

    /// By the names that each gives to its tables and chains; nothing where they are somebody's own.
    package init?(of place: RulePlace) {
        let (table, chain) = (place.table.description, place.chain.description)
        if chain.hasPrefix("ufw-") || chain.hasPrefix("ufw6-") {
            self = .ufw
        } else if table == "firewalld" || chain.hasPrefix("FWD_") || chain.hasPrefix("FWDI_")
            || chain.hasPrefix("FWDO_")
            || chain.hasPrefix("OUTPUT_direct")
        {
            self = .firewalld
        } else if table == "docker-bridges" || (chain.hasPrefix("DOCKER") && chain != "DOCKER-USER") {
            self = .docker
        } else if table == "kube-proxy" || chain.hasPrefix("KUBE-") {
            self = .kubeProxy
        } else if table == "netavark" || chain.hasPrefix("NETAVARK") {
            self = .podman
        } else if table == "cni_hostport" || chain.hasPrefix("CNI-") {
            // The plugins portmap and bridge, which Kubernetes' distributions and Podman before version 4 use.
            self = .cni
        } else if chain.hasPrefix("cali-") {
            self = .calico
        } else if chain.hasPrefix("LIBVIRT_") || table.hasPrefix("libvirt") {
            self = .libvirt
        } else if chain.hasPrefix("f2b-") || table.hasPrefix("f2b") {
            self = .fail2ban
        } else {
            return nil
        }
    }

    /// Its name as people write it.
    package var title: Term {
        switch self {
        case .ufw: "ufw"
        case .firewalld: "firewalld"
        case .docker: "Docker"
        case .kubeProxy: "kube-proxy"
        case .podman: "Podman"
        case .cni: "CNI"
        case .calico: "Calico"
        case .libvirt: "libvirt"
        case .fail2ban: "fail2ban"
        }
    }
}

import ProbeCore
import ProbeFindings

/// The `path` object: the way from a container to the hub, and where it breaks.
struct PathDocument: Codable {
    struct Node: Codable {
        var kind: String
        var vantages: [Vantage]?
        var hop: Int?
        var address: IPAddress?
        var hops: Int?
        var host: Host?
        var proxy: ProxyAddress?
        var resolver: String?

        init(_ node: PathPicture.Node) {
            switch node {
            case .containers: kind = "containers"
            case .bridges(let vantages): (kind, self.vantages) = ("bridges", vantages)
            case .namespaces(let vantages): (kind, self.vantages) = ("namespaces", vantages)
            case .host: kind = "host"
            case .router(let hop, let address): (kind, self.hop, self.address) = ("router", hop, address)
            case .silent(let hop): (kind, self.hop) = ("silent", hop)
            case .elided(let hops): (kind, self.hops) = ("elided", hops)
            case .unseen: kind = "unseen"
            case .proxy(let proxy): (kind, self.proxy) = ("proxy", proxy)
            case .resolver(let resolver): (kind, self.resolver) = ("resolver", resolver.description)
            case .hub(let host): (kind, self.host) = ("hub", host)
            case .provisioning(let host): (kind, self.host) = ("dps", host)
            case .registry(let host): (kind, self.host) = ("registry", host)
            case .service(let host): (kind, self.host) = ("service", host)
            }
        }
    }

    /// Where it breaks: `at` a node, `after` it, or `somewhere` behind it; absent where it does not.
    struct Break: Codable {
        var kind: String
        var node: Int

        init?(_ breakage: PathPicture.Breakage) {
            switch breakage {
            case .none: return nil
            case .at(let node): (kind, self.node) = ("at", node)
            case .after(let node): (kind, self.node) = ("after", node)
            case .somewhere(let node): (kind, self.node) = ("somewhere", node)
            }
        }
    }

    var nodes: [Node]
    var breaks: Break?
    /// The finding that is drawn, counted from one.
    var finding: Int?
    /// Some transport of the hub was proven.
    var proven: Bool

    init(_ path: PathPicture) {
        nodes = path.nodes.map(Node.init)
        breaks = Break(path.breakage)
        finding = path.finding
        proven = path.isProven
    }

    /// The drawing; nothing where another version drew what this one does not know.
    var path: PathPicture? {
        let known = nodes.compactMap(\.node)
        guard known.count == nodes.count else { return nil }
        return PathPicture(nodes: known, breakage: breaks?.breakage ?? .none, finding: finding, isProven: proven)
    }
}

extension PathDocument.Break {
    fileprivate var breakage: PathPicture.Breakage {
        switch kind {
        case "at": .at(node)
        case "after": .after(node)
        default: .somewhere(node)
        }
    }
}

extension PathDocument.Node {
    fileprivate var node: PathPicture.Node? {
        switch kind {
        case "containers": .containers
        case "bridges": vantages.map { .bridges($0) }
        case "namespaces": vantages.map { .namespaces($0) }
        case "host": .host
        case "router": hop.flatMap { hop in address.map { .router(hop: hop, $0) } }
        case "silent": hop.map { .silent(hop: $0) }
        case "elided": hops.map { .elided($0) }
        case "unseen": .unseen
        case "proxy": proxy.map { .proxy($0) }
        case "resolver": resolver.flatMap { SocketAddress($0, defaultPort: 53) }.map { .resolver($0) }
        case "hub": host.map { .hub($0) }
        case "dps": host.map { .provisioning($0) }
        case "registry": host.map { .registry($0) }
        case "service": host.map { .service($0) }
        default: nil
        }
    }
}

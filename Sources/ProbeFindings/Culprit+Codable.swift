package import ProbeCore
import ProbeEvidence

extension Culprit: SentenceFact, Sayable {
    package static let kind = "culprit"
    package func encode(to encoder: any Encoder) throws { try CulpritMembers(self).encode(to: encoder) }

    package init(from decoder: any Decoder) throws { self = try CulpritMembers(from: decoder).culprit }
}

extension RulePlace: Sayable { package var said: SentenceArgument { .fact(Culprit(self)) } }

/// The `culprit` object of a location; `kind` says which members it has.
private struct CulpritMembers: Codable {
    var kind: String
    // A rule of a packet filter, or a chain's policy.
    var family: LocalText?
    var table: LocalText?
    var chain: LocalText?
    var handle: Int?
    var line: Int?
    var text: WireText?
    /// `legacy` for the tables of iptables-legacy.
    var backend: RulePlace.Backend?
    /// Where packets meet it.
    var hook: RulePlace.Hook?
    /// What writes the rule: ufw, firewalld, docker and the like.
    var manager: FilterManager?
    // Routes and policy rules.
    var rules: [RoutingRule]?
    var route: Route?
    var destinations: [IPPrefix]?
    var interface: InterfaceName?
    // A network of the engine, a setting, a program, a container, a proxy, a resolver, a file.
    var name: LocalText?
    var subnets: [IPPrefix]?
    var proxy: ProxyAddress?
    var resolver: String?
    var path: LocalText?
    var lastLine: Int?
    var problem: SyntaxProblem?
    var member: LocalText?
    var ignored: IgnoredReason?

    init(_ culprit: Culprit) {
        switch culprit {
        case .rule(let place, let manager):
            kind = "rule"
            (family, table, chain) = (place.family, place.table, place.chain)
            (handle, line, text) = (place.handle, place.line, place.text)
            (backend, hook) = (place.backend, place.hook)
            self.manager = manager
        case .policyRules(let rules):
            kind = "policy-rules"
            self.rules = rules
        case .blockingRoute(let route):
            kind = "blocking-route"
            self.route = route
        case .routes(let destinations, let interface):
            kind = "routes"
            self.destinations = destinations
            self.interface = interface
        case .network(let name, let subnets):
            kind = "network"
            self.name = LocalText(name.description)
            self.subnets = subnets
        case .setting(let setting):
            kind = "setting"
            name = LocalText(setting.name)
            interface = setting.interface
        case .ipsecPolicies: kind = "ipsec-policies"
        case .program(let name):
            kind = "program"
            self.name = name
        case .container(let name):
            kind = "container"
            self.name = name
        case .proxy(let proxy):
            kind = "proxy"
            self.proxy = proxy
        case .resolver(let resolver):
            kind = "resolver"
            self.resolver = resolver.description
        case .file(let place):
            kind = "file"
            (path, line, lastLine) = (place.path, place.line, place.lastLine)
            (problem, member, ignored) = (place.problem, place.member, place.ignored)
        case .recorded(let text):
            kind = "recorded"
            self.text = text
        }
    }

    /// The value; where members are missing, a text alone, so that no command is built from half of one.
    var culprit: Culprit {
        switch kind {
        case "rule":
            guard let family, let table, let chain else { break }
            return .rule(
                RulePlace(
                    family: family, table: table, chain: chain, handle: handle, line: line, text: text,
                    backend: backend,
                    hook: hook),
                manager)
        case "policy-rules":
            guard let rules else { break }
            return .policyRules(rules)
        case "blocking-route":
            guard let route else { break }
            return .blockingRoute(route)
        case "routes":
            guard let destinations, let interface else { break }
            return .routes(destinations, interface: interface)
        case "network":
            guard let name else { break }
            return .network(NetworkName(name), subnets: subnets ?? [])
        case "setting":
            guard let name else { break }
            return Self.setting(name, interface).map { .setting($0) } ?? .recorded(WireText(name.description))
        case "ipsec-policies": return .ipsecPolicies
        case "program":
            guard let name else { break }
            return .program(name)
        case "container":
            guard let name else { break }
            return .container(name)
        case "proxy":
            guard let proxy else { break }
            return .proxy(proxy)
        case "resolver":
            guard let address = resolver.flatMap({ SocketAddress($0, defaultPort: 53) }) else { break }
            return .resolver(address)
        case "file":
            guard let path else { break }
            var place = FilePlace(path, line: line)
            (place.lastLine, place.problem, place.member, place.ignored) = (lastLine, problem, member, ignored)
            return .file(place)
        default: break
        }
        return .recorded(text ?? WireText(kind))
    }

    private static func setting(_ name: LocalText, _ interface: InterfaceName?) -> KernelSetting? {
        let candidates: [KernelSetting] =
            [.forwardsIPv4, .forwardsIPv6, .hopLimit]
            + (interface.map {
                [.forwarding(interface: $0), .reversePathFilter(interface: $0), .acceptsRedirects(interface: $0)]
            } ?? [])
        return candidates.first { $0.name == name.description }
    }
}

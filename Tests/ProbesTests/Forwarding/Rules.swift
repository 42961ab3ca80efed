import ProbeCore
import ProbeEvidence
@testable import Probes
import Testing

/// Rulesets as `nft --json list ruleset` prints them, and packets to walk through them.
enum Rules {
    /// The opening of a list, as nft 1.0.6 writes it.
    static func ruleset(_ entries: [String], text: String = "") throws -> Ruleset {
        let all = [#"{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}"#] + entries
        let json = #"{"nftables": ["# + all.joined(separator: ",\n") + "]}"
        return try #require(Ruleset(json: Array(json.utf8), text: Array(text.utf8)), "\(json)")
    }

    static func chain(
        _ name: String, family: String = "inet", table: String = "t", hook: String? = nil, priority: Int = 0,
        kind: String = "filter", policy: String = "accept"
    ) -> String {
        let base = hook.map {
            #", "type": "\#(kind)", "hook": "\#($0)", "prio": \#(priority), "policy": "\#(policy)""#
        }
        return
            #"{"chain": {"family": "\#(family)", "table": "\#(table)", "name": "\#(name)", "handle": 1\#(base ?? "")}}"#
    }

    static func rule(
        _ handle: Int, in chain: String, family: String = "inet", table: String = "t", _ statements: String...
    ) -> String {
        #"{"rule": {"family": "\#(family)", "table": "\#(table)", "chain": "\#(chain)", "handle": \#(handle), "expr": ["#
            + statements.joined(separator: ", ") + "]}}"
    }

    static func match(_ left: String, _ right: String, _ operation: String = "==") -> String {
        #"{"match": {"op": "\#(operation)", "left": \#(left), "right": \#(right)}}"#
    }

    static func meta(_ key: String) -> String { #"{"meta": {"key": "\#(key)"}}"# }
    static func payload(_ network: String, _ field: String) -> String {
        #"{"payload": {"protocol": "\#(network)", "field": "\#(field)"}}"#
    }
    static let state = #"{"ct": {"key": "state"}}"#
    static let counter = #"{"counter": {"packets": 3, "bytes": 180}}"#
    static let drop = #"{"drop": null}"#
    static let accept = #"{"accept": null}"#
    static let back = #"{"return": null}"#
    static func jump(_ chain: String) -> String { #"{"jump": {"target": "\#(chain)"}}"# }
    static func goto(_ chain: String) -> String { #"{"goto": {"target": "\#(chain)"}}"# }
    static func xt(_ type: String, _ name: String) -> String { #"{"xt": {"type": "\#(type)", "name": "\#(name)"}}"# }
    /// A condition that nobody here understands.
    static let riddle = match(#"{"numgen": {"mode": "random", "mod": 100, "offset": 0}}"#, "30", "<")

    // MARK: Packets

    static func address(_ text: String) -> IPAddress {
        guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
        return address
    }

    static let container = address("172.17.0.2")
    static let hub = address("203.0.113.20")

    /// From a container to the hub.
    static func outbound(
        port: UInt16 = 443, _ network: FilteredPacket.Network = .tcp, to destination: IPAddress = hub,
        from source: IPAddress = container, incoming: InterfaceName = "docker0", outgoing: InterfaceName = "eth0"
    ) -> FilteredPacket {
        FilteredPacket(from: source, to: destination, network, port: port, incoming: incoming, outgoing: outgoing)
    }

    static let answer = FilteredPacket(
        from: hub, to: container, .tcp, port: 443, incoming: "eth0", outgoing: "docker0", isAnswer: true)

    static let links = [
        NetworkLink(
            index: 2, name: "eth0", addresses: [NetworkLink.Address(address("10.3.0.17"), length: 24)]),
        NetworkLink(
            index: 3, name: "docker0", kind: "bridge",
            addresses: [NetworkLink.Address(address("172.17.0.1"), length: 16)]),
    ]

    static func walk(
        _ ruleset: Ruleset, _ packet: FilteredPacket = outbound(), translated: IPAddress? = nil
    ) -> PacketWalk {
        RulesetWalk(ruleset, links: links)
            .walk(packet, .container(network: "bridge"), translated: translated)
    }
}

package import ProbeCore

extension RouteLookup: SentenceFact, Sayable {
    package static let kind = "way"

    /// The route 128.0.0.0/1 via 10.8.0.1 dev tun0 of table 51820; no way (EINVAL) where the kernel has none.
    package var english: String {
        if let error { return "no way (\(error))" }
        return "the route \(route.map { $0.length == 0 ? "default" : "\($0)" } ?? "to it")"
            + (gateway.map { " via \($0)" } ?? "") + (interface.map { " dev \($0)" } ?? "")
            + (table.map { $0 == 254 ? "" : " of table \(RoutingRule.name(of: $0))" } ?? "")
    }
}

extension Route: SentenceFact, Sayable {
    package static let kind = "route"
    package var english: String { description }
}

extension RoutingRule: SentenceFact, Sayable {
    package static let kind = "policyRule"
    package var english: String { description }
}

extension ICMPError: Sayable { package var said: SentenceArgument { .icmp(type: Int(type), code: Int(code)) } }

package import ProbeCore

extension RouteLookup: SentenceFact, Sayable {
    package static let kind = "way"

    /// The route 128.0.0.0/1 via 10.8.0.1 dev tun0 of table 51820; no way (EINVAL) where the kernel has none.
    package var sentence: Sentence {
        if let error { return "no way (\(error))" }
        let way = Sentence(
            verbatim: (gateway.map { " via \($0)" } ?? "") + (interface.map { " dev \($0)" } ?? ""))
        let other = table.flatMap { $0 == 254 ? nil : Sentence(verbatim: RoutingRule.name(of: $0)) }
        guard let route else { return other.map { "the route to it\(way) of table \($0)" } ?? "the route to it\(way)" }
        let name = Sentence(verbatim: route.length == 0 ? "default" : "\(route)")
        return other.map { "the route \(name)\(way) of table \($0)" } ?? "the route \(name)\(way)"
    }
}

extension Route: SentenceFact, Sayable {
    package static let kind = "route"
    package var sentence: Sentence { Sentence(verbatim: description) }
}

extension RoutingRule: SentenceFact, Sayable {
    package static let kind = "policyRule"
    package var sentence: Sentence { Sentence(verbatim: description) }
}

extension ICMPError: Sayable { package var said: SentenceArgument { .icmp(type: Int(type), code: Int(code)) } }

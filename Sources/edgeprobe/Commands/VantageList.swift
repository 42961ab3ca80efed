import ProbeCore
import ProbeEngine
import ProbeEvidence

/// Where a run would measure from, with what it would touch for that and with which rights.
struct VantageList {
    let lines: [String]

    init(_ choices: VantageChoices) {
        var lines = [phrase("A run would measure from:"), ""]
        for choice in choices.choices {
            lines.append("  \(WireText(choice.vantage.description))")
            lines += Self.way(choice).flatMap { $0.split(separator: "\n") }.map { "      \($0)" }
        }
        self.lines = lines + [""]
    }

    /// What each place takes; a text may have several lines.
    private static func way(_ choice: VantageChoice) -> [String] {
        let rights: Sentence = "takes \(choice.needs.map(\.name).sorted().map { Sentence(verbatim: $0) })"
        switch choice.way {
        case .host: return [phrase("this host; CAP_NET_ADMIN and CAP_NET_RAW, where held, read the firewall")]
        case .enter(let container):
            return [
                phrase("the namespace of the running container \(WireText(container.name, limit: 128)); \(rights)")
            ]
        case .open(let path, _): return [phrase("the namespace \(WireText(path)); \(rights)")]
        case .none(let reason): return [phrase("not measured from: \(reason)")]
        case .branch(let network):
            let first = network.candidates.first.map { "\($0)" } ?? phrase("its end")
            return [
                phrase(
                    """
                    a namespace of its own, on a macvlan link beside \(network.parent); it is gone with the run, however that
                    ends; \(rights)
                    """),
                network.gateway.map {
                    phrase(
                        """
                        in \(network.subnet), at a free address from \(verbatim: first) down, which is asked
                        for by ARP on the site's network; gateway \($0)
                        """)
                }
                    ?? phrase(
                        """
                        in \(network.subnet), at a free address from \(verbatim: first) down, which is asked
                        for by ARP on the site's network
                        """),
            ]
        case .attach(let network):
            return [
                phrase(
                    """
                    a namespace of its own, put on the bridge \(verbatim: choice.network.map { "\($0.interface)" } ?? "") by a veth; it is gone
                    with the run, however that ends; \(rights)
                    """)
            ]
                + network.candidates.map { range in
                    let first = range.addresses.first.map { "\($0)" } ?? phrase("its end")
                    return range.gateway.map {
                        phrase("in \(range.subnet), at a free address from \(verbatim: first) down; gateway \($0)")
                    } ?? phrase("in \(range.subnet), at a free address from \(verbatim: first) down; no way out")
                } + (choice.network?.mtu.map { [phrase("MTU \($0); nothing is pulled")] } ?? [])
        }
    }
}

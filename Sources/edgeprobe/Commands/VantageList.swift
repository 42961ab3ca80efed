import ProbeCore
import ProbeEngine
import ProbeEvidence

/// Where a run would measure from, with what it would touch for that and with which rights.
struct VantageList {
    let lines: [String]

    init(_ choices: VantageChoices) {
        var lines = ["A run would measure from:", ""]
        for choice in choices.choices {
            lines.append("  \(WireText(choice.vantage.description))")
            lines += Self.way(choice).map { "      \($0)" }
        }
        self.lines = lines + [""]
    }

    private static func way(_ choice: VantageChoice) -> [String] {
        let rights = "takes " + choice.needs.map(\.name).sorted().joined(separator: " and ")
        switch choice.way {
        case .host: return ["this host; CAP_NET_ADMIN and CAP_NET_RAW, where held, read the firewall"]
        case .enter(let container):
            return ["the namespace of the running container \(WireText(container.name, limit: 128)); \(rights)"]
        case .open(let path, _): return ["the namespace \(WireText(path)); \(rights)"]
        case .none(let reason): return ["not measured from: \(reason)"]
        case .branch(let network):
            return [
                "a namespace of its own, on a macvlan link beside \(network.parent); it is gone with the run, however that",
                "ends; \(rights)",
                "in \(network.subnet), at a free address from \(network.candidates.first?.description ?? "its end") down, which is asked",
                "for by ARP on the site's network\(network.gateway.map { "; gateway \($0)" } ?? "")",
            ]
        case .attach(let network):
            return [
                "a namespace of its own, put on the bridge \(choice.network?.interface ?? "") by a veth; it is gone",
                "with the run, however that ends; \(rights)",
            ]
                + network.candidates.map { range in
                    "in \(range.subnet), at a free address from \(range.addresses.first?.description ?? "its end") down"
                        + (range.gateway.map { "; gateway \($0)" } ?? "; no way out")
                } + (choice.network?.mtu.map { ["MTU \($0); nothing is pulled"] } ?? [])
        }
    }
}

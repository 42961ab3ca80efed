package import ProbeCore

/// Strict reverse-path filtering drops packets whose answers would leave by another interface.
package struct ReversePathIsFiltered: Rule {
    package static let causes: [Cause] = [.fwdRPFilter]
    package static let explains: [Cause] = Forwarding.symptoms + [.routePolicyRule]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).compactMap { path in
            // EXDEV is what the kernel's own look-up says of such a packet (fib_validate_source).
            let refused = (path.answers + path.lookups).first { $0.lookup.error == "EXDEV" }
            guard !path.hasWayOut, let (observation, lookup) = refused, let settings = path.settings else { return nil }
            let isAnswer = lookup.packet == .answer(network: path.network.name)
            let incoming =
                isAnswer
                ? path.lookups.first { $0.lookup.destination == lookup.source }?.lookup.interface
                : path.network.interface
            guard let incoming else { return nil }
            let own = settings.evidence.interface(named: incoming)?.reversePathFilter
            // The larger of the two holds, and 2 is loose.
            guard max(own ?? 0, settings.evidence.reversePathFilter ?? 0) == 1 else { return nil }
            return path.finding(
                .fwdRPFilter, owner: .device, .certain,
                summary: "Strict reverse-path filtering on \(incoming) drops "
                    + (isAnswer ? "the answers to" : "the packets of")
                    + " the network \(path.network.name): by the routes, "
                    + "\(lookup.source.map { "\($0)" } ?? "their source") is not behind \(incoming).",
                rule: "sysctl net.ipv4.conf.\(incoming).rp_filter",
                evidence: [
                    Finding.Proof(
                        observation,
                        "the kernel refuses a packet from \(lookup.source.map { "\($0)" } ?? "there") to "
                            + "\(lookup.destination) that comes in by \(incoming): EXDEV"),
                    settings.shows(
                        "rp_filter is \(own.map(String.init) ?? "unknown") on \(incoming), "
                            + "\(settings.evidence.reversePathFilter.map(String.init) ?? "unknown") on all"),
                ] + path.silenceProofs,
                refutedBy: "A container reaches an address outside, or rp_filter is 0 or 2 on \(incoming).")
        }
    }
}

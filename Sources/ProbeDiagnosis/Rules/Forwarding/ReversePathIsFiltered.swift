package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// Strict reverse-path filtering drops packets whose answers would leave by another interface.
package struct ReversePathIsFiltered: Rule {
    package static let causes: [Cause] = [.fwdRPFilter]
    package static let explains: [Cause] = Forwarding.symptoms + [.routePolicyRule]

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        ContainerPath.all(in: survey).compactMap { path in
            let refused = (path.answers + path.lookups).first { $0.lookup.isRefusedForItsSource }
            guard !path.hasWayOut, let (observation, lookup) = refused, let settings = path.settings,
                // Where the way back leads elsewhere, it is that route's doing.
                path.answers.allSatisfy({ $0.lookup.interface == path.network.interface || $0.lookup.error != nil })
            else { return nil }
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
                .fwdRPFilter, owner: .device, lookup.error == "EXDEV" ? .certain : .likely,
                summary: "Strict reverse-path filtering on \(incoming) drops "
                    + (isAnswer ? "the answers to" : "the packets of")
                    + " the network \(path.network.name): by the routes, "
                    + "\(lookup.source.map { "\($0)" } ?? "their source") is not behind \(incoming).",
                rule: "sysctl net.ipv4.conf.\(incoming).rp_filter",
                evidence: [
                    Finding.Proof(
                        observation,
                        "the kernel refuses a packet from \(lookup.source.map { "\($0)" } ?? "there") to "
                            + "\(lookup.destination) that comes in by \(incoming): "
                            + "\(lookup.error ?? "EXDEV")"),
                    settings.shows(
                        "rp_filter is \(own.map(String.init) ?? "unknown") on \(incoming), "
                            + "\(settings.evidence.reversePathFilter.map(String.init) ?? "unknown") on all"),
                ] + path.silenceProofs,
                refutedBy: "A container reaches an address outside, or rp_filter is 0 or 2 on \(incoming).")
        }
    }
}

extension RouteLookup {
    /// What the kernel's own look-up says of a packet whose source it does not believe (fib_validate_source).
    ///
    /// EXDEV up to Linux 6.12; since then EINVAL, as for a blackhole.
    var isRefusedForItsSource: Bool {
        guard packet != .host else { return false }
        return error == "EXDEV" || (error == "EINVAL" && kind != .blackhole)
    }
}

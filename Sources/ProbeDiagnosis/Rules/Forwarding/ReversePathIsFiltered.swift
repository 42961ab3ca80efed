import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Strict reverse-path filtering drops packets whose answers would leave by another interface.
struct ReversePathIsFiltered: Rule {
    static let causes: [Cause] = [.fwdRPFilter]
    static let explains: [Cause] = Symptoms.ofForwarding + [.routePolicyRule]

    func findings(in scene: Scene) -> [Finding] {
        scene.paths.compactMap { path in
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
            let all = settings.evidence.reversePathFilter
            // The larger of the two holds, and 2 is loose.
            guard max(own ?? 0, all ?? 0) == 1 else { return nil }
            let source: SentenceArgument = lookup.source.map { .address($0) } ?? .term("there")
            let (ownValue, allValue) = (Self.said(own), Self.said(all))
            return path.finding(
                .fwdRPFilter, owner: .device, lookup.error == "EXDEV" ? .certain : .likely,
                summary: summary(path, lookup, incoming, isAnswer: isAnswer),
                culprit: .setting(.reversePathFilter(interface: LocalText(incoming))),
                evidence: [
                    Finding.Proof(
                        observation,
                        """
                        the kernel refuses a packet from \(source) to \(lookup.destination) that comes in by \
                        \(interface: incoming): \(lookup.error ?? "EXDEV")
                        """),
                    settings.shows(
                        "rp_filter is \(ownValue) on \(interface: incoming), \(allValue) on all"),
                ] + path.silenceProofs,
                refutedBy: """
                    A container reaches an address outside, or rp_filter is 0 or 2 on \(interface: incoming).
                    """)
        }
    }

    private func summary(
        _ path: ContainerPath, _ lookup: RouteLookup, _ incoming: String, isAnswer: Bool
    ) -> Sentence {
        let source: SentenceArgument = lookup.source.map { .address($0) } ?? .term("their source")
        return isAnswer
            ? """
            Strict reverse-path filtering on \(interface: incoming) drops the answers to the network \
            \(network: path.network.name): by the routes, \(source) is not behind \(interface: incoming).
            """
            : """
            Strict reverse-path filtering on \(interface: incoming) drops the packets of the network \
            \(network: path.network.name): by the routes, \(source) is not behind \(interface: incoming).
            """
    }

    private static func said(_ value: Int?) -> SentenceArgument { value.map { .number($0) } ?? .term("unknown") }
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

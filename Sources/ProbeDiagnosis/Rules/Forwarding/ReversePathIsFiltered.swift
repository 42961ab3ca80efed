import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Strict reverse-path filtering drops packets whose answers would leave by another interface.
struct ReversePathIsFiltered: Rule {
    static let causes: [Cause] = [.fwdRPFilter]
    static let explains: [Cause] = Symptoms.ofForwarding + [.routePolicyRule, .routeDeadDefault]

    func findings(in scene: Scene) -> [Finding] { scene.paths.compactMap(finding) + ofHost(in: scene) }

    private func finding(_ path: ContainerPath) -> Finding? {
        guard !path.hasWayOut, let (observation, lookup, incoming) = path.disbelieved, let settings = path.settings,
            // Where the way back leads elsewhere, it is that route's doing.
            path.answers.allSatisfy({ $0.lookup.interface == path.network.interface || $0.lookup.error != nil })
        else { return nil }
        let own = settings.evidence.interface(named: incoming)?.reversePathFilter
        let all = settings.evidence.reversePathFilter
        // The larger of the two holds (IN_DEV_RPFILTER), and 2 is loose.
        guard max(own ?? 0, all ?? 0) == 1 else { return nil }
        let source: SentenceArgument = lookup.source.map { .address($0) } ?? .worded("there", .term)
        let (ownValue, allValue) = (Self.said(own), Self.said(all))
        return path.finding(
            .fwdRPFilter, owner: .device, lookup.error == "EXDEV" || counted(path) != nil ? .certain : .likely,
            summary: summary(path, lookup, incoming, isAnswer: lookup.packet == .answer(network: path.network.name)),
            culprit: .setting(.reversePathFilter(interface: incoming)),
            evidence: [
                Finding.Proof(
                    observation,
                    """
                    the kernel refuses a packet from \(source) to \(lookup.destination) that comes in by \
                    \(incoming): \(lookup.error ?? "EXDEV")
                    """),
                settings.shows("rp_filter is \(ownValue) on \(incoming), \(allValue) on all"),
            ] + [counted(path)].compactMap { $0 } + path.silenceProofs,
            refutedBy: "A container reaches an address outside, or rp_filter is 0 or 2 on \(incoming).")
    }

    private func counted(_ path: ContainerPath) -> Finding.Proof? {
        guard let counters = path.counters, let rise = counters.evidence.ip?.reversePathFiltered, rise > 0 else {
            return nil
        }
        return counters.shows("the kernel's filter counted \(rise) packets meanwhile (IPReversePathFilter)")
    }

    private func summary(
        _ path: ContainerPath, _ lookup: RouteLookup, _ incoming: InterfaceName, isAnswer: Bool
    ) -> Sentence {
        let source: SentenceArgument = lookup.source.map { .address($0) } ?? .worded("their source", .term)
        return isAnswer
            ? """
            Strict reverse-path filtering on \(incoming) drops the answers to the network \
            \(network: path.network.name): by the routes, \(source) is not behind \(incoming).
            """
            : """
            Strict reverse-path filtering on \(incoming) drops the packets of the network \
            \(network: path.network.name): by the routes, \(source) is not behind \(incoming).
            """
    }

    private static func said(_ value: Int?) -> SentenceArgument {
        value.map { .number($0) } ?? .worded("unknown", .term)
    }
}

extension ContainerPath {
    /// A packet of the network's, or an answer, whose source the kernel does not believe, and where it comes in.
    var disbelieved: (observation: Int, lookup: RouteLookup, incoming: InterfaceName)? {
        for remote in unanswered {
            let there = way(to: remote)
            if let there, isDisbelieved(there.lookup, incoming: network.interface) {
                return (there.observation, there.lookup, network.interface)
            }
            let uplink = there?.lookup.interface ?? hostWay(to: remote)?.lookup.interface
            if let back = wayBack(from: remote), let uplink, isDisbelieved(back.lookup, incoming: uplink) {
                return (back.observation, back.lookup, uplink)
            }
        }
        return nil
    }

    /// Refused, and by no route or rule that says no.
    private func isDisbelieved(_ lookup: RouteLookup, incoming: InterfaceName) -> Bool {
        lookup.isRefusedForItsSource && decision(on: lookup, incoming: incoming)?.isBlocking != true
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

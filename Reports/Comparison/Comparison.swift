package import ProbeCore
package import ProbeEvidence
package import ProbeFindings

/// What changed between two reports, and whether anything of it is for the worse.
///
/// Findings are the same where cause and subject are: the hub, provisioning and a registry count by their part, not by
/// their name, so that redacted reports of one site can be compared.
package struct Comparison: Sendable {
    package struct Change<Value: Hashable & Sendable>: Hashable, Sendable {
        package let old: Value
        package let new: Value
    }

    /// A finding that both reports have, with what differs.
    package struct Changed: Hashable, Sendable {
        package let finding: Finding
        package var severity: Change<Finding.Severity>?
        package var place: Change<Sentence>?
        package var vantages: Change<[Vantage]>?
    }

    package struct TransportChange: Hashable, Sendable {
        package let transport: Transport
        package let vantage: Vantage
        package let via: Endpoint.Via
        package let usable: Change<Bool?>

        /// Something that was proven is not any more.
        package var isWorse: Bool { usable.old == true && usable.new != true }
    }

    /// A ladder that took another time than before.
    package struct Pace: Hashable, Sendable {
        package let endpoint: Endpoint
        package let vantage: Vantage
        package let seconds: Change<Seconds>
        /// What the kernel counted of the connection itself; nothing in the reports of older versions.
        package var tcp: Change<TCPInfo>?

        /// Longer by the kernel's own clock, or only with segments sent again: not by what this program waited for its turn.
        fileprivate var isSlowedByNetwork: Bool {
            guard let tcp else { return isLonger(seconds.new, than: seconds.old) }
            let (before, after) = (tcp.old.roundTrip.value, tcp.new.roundTrip.value)
            // A ladder takes four round trips or more.
            return (after > before * factor && after - before > margin.value / 4)
                || tcp.new.retransmissions > tcp.old.retransmissions
        }
    }

    /// A single measurement wavers: only more than this is called slower or faster.
    package static let factor = 1.5
    package static let margin = Seconds(0.1)

    package let old: Report
    package let new: Report
    package let appeared: [Finding]
    package let gone: [Finding]
    package let changed: [Changed]
    package let transports: [TransportChange]
    /// Places that the old report measured from and the new one does not, and the other way round.
    package let lost: [Vantage]
    package let gained: [Vantage]
    package let slower: [Pace]
    package let faster: [Pace]
    /// From somewhere most of them are slower, and by the network's doing.
    package let isSlowedDown: Bool

    package init(old: Report, new: Report) {
        self.old = old
        self.new = new
        let before = Groups(old)
        let after = Groups(new)
        appeared = after.all.filter { before[$0.key] == nil }.flatMap(\.findings)
        gone = before.all.filter { after[$0.key] == nil }.flatMap(\.findings)
        changed = after.all.compactMap { group in
            before[group.key].flatMap { Self.change($0.findings, group.findings) }
        }
        transports = Self.transports(old, new)
        let places = (old: Set(old.survey.vantages), new: Set(new.survey.vantages))
        lost = old.survey.vantages.filter { !places.new.contains($0) }
        gained = new.survey.vantages.filter { !places.old.contains($0) }
        let paces = Self.paces(old, new)
        isSlowedDown = Self.slowsDown(paces)
        slower = paces.filter { Self.isLonger($0.seconds.new, than: $0.seconds.old) }
        faster = paces.filter { Self.isLonger($0.seconds.old, than: $0.seconds.new) }
    }

    /// Something that worked does not, or a cause came or grew, or the network is slower.
    package var isWorse: Bool {
        Self.rank(new.diagnosis.verdict) > Self.rank(old.diagnosis.verdict)
            || appeared.contains { $0.severity != .info }
            || changed.contains { $0.severity.map { Self.weight($0.new) > Self.weight($0.old) } ?? false }
            || transports.contains(where: \.isWorse)
            || isSlowedDown || losesProof
    }

    /// A machine that is busy is slow here and there, with any ladder: a network that is slow is so with most from a place.
    private static func slowsDown(_ paces: [Pace]) -> Bool {
        struct Way: Hashable {
            let vantage: Vantage
            let via: Endpoint.Via
        }
        return Dictionary(grouping: paces) { Way(vantage: $0.vantage, via: $0.endpoint.via) }.values.contains { paces in
            paces.contains { isLonger($0.seconds.new, than: $0.seconds.old) && $0.isSlowedByNetwork }
                && paces.count(where: \.isSlowedByNetwork) * 2 > paces.count
        }
    }

    /// What was proven from a place is not any more, because nothing was measured from there.
    private var losesProof: Bool {
        let lost = Set(lost)
        return old.diagnosis.transports.contains { $0.usable == true && lost.contains($0.vantage) }
    }

    package var isUnchanged: Bool {
        old.diagnosis.verdict == new.diagnosis.verdict && appeared.isEmpty && gone.isEmpty && changed.isEmpty
            && transports.isEmpty && slower.isEmpty && faster.isEmpty && lost.isEmpty && gained.isEmpty
    }

    /// What a reader has to know before believing any of it.
    package var cautions: [Sentence] {
        var cautions: [Sentence] = []
        let (before, after) = (old.survey.assignment, new.survey.assignment)
        let isRedacted = old.redaction != nil || new.redaction != nil
        if before.hub != after.hub, !isRedacted {
            cautions.append("The reports are about different hubs: \(before.hub) and \(after.hub).")
        }
        if old.device.hostname != new.device.hostname, !isRedacted {
            cautions.append("The reports are from different devices.")
        }
        if new.run.startedAt < old.run.startedAt { cautions.append("The first report is the later one.") }
        if !old.run.isComplete || !new.run.isComplete {
            cautions.append("One of the runs ended early: what it did not ask is no change.")
        }
        return cautions
    }

    private static func rank(_ verdict: Diagnosis.Verdict) -> Int {
        switch verdict {
        case .ready: 0
        case .degraded: 1
        case .inconclusive: 2
        case .blocked: 3
        }
    }

    private static func isLonger(_ left: Seconds, than right: Seconds) -> Bool {
        left.value > right.value * factor && left.value - right.value > margin.value
    }

    private static func transports(_ old: Report, _ new: Report) -> [TransportChange] {
        struct Way: Hashable {
            let transport: Transport
            let vantage: Vantage
            let via: Endpoint.Via

            init(_ state: Diagnosis.TransportState) {
                (transport, vantage, via) = (state.transport, state.vantage, state.via)
            }
        }
        let earlier = Dictionary(old.diagnosis.transports.map { (Way($0), $0) }) { first, _ in first }
        return new.diagnosis.transports.compactMap { state in
            guard let before = earlier[Way(state)], before.usable != state.usable else { return nil }
            return TransportChange(
                transport: state.transport, vantage: state.vantage, via: state.via,
                usable: Change(old: before.usable, new: state.usable))
        }
    }

    private static func paces(_ old: Report, _ new: Report) -> [Pace] {
        let earlier = Dictionary(ladders(old)) { first, _ in first }
        let (before, after) = (connections(old), connections(new))
        return ladders(new).compactMap { part, ladder in
            guard let first = earlier[part], let duration = first.duration, let second = ladder.duration else {
                return nil
            }
            var pace = Pace(
                endpoint: ladder.endpoint, vantage: ladder.vantage, seconds: Change(old: duration, new: second))
            if let old = before[Foot(first)], let new = after[Foot(ladder)] { pace.tcp = Change(old: old, new: new) }
            return pace
        }
    }

    /// Where a ladder stands.
    private struct Foot: Hashable {
        let endpoint: Endpoint
        let vantage: Vantage

        init(_ ladder: LadderTrace) { (endpoint, vantage) = (ladder.endpoint, ladder.vantage) }

        init(_ seen: Survey.Seen<ConnectEndpoint>) { (endpoint, vantage) = (seen.about, seen.vantage) }
    }

    private static func connections(_ report: Report) -> [Foot: TCPInfo] {
        let made = report.survey.seen(ConnectEndpoint.self).compactMap { seen in
            seen.evidence.attempts.first { $0.result == .connected && $0.remote == seen.evidence.connected }
                .flatMap(\.tcp).map { (Foot(seen), $0) }
        }
        return Dictionary(made) { first, _ in first }
    }

    /// What an endpoint from a vantage is to its report, whatever the hub is called.
    private struct Part: Hashable {
        let host: Role
        let transport: Transport
        let port: UInt16
        let via: Endpoint.Via
        let vantage: Vantage
    }

    private static func ladders(_ report: Report) -> [(Part, LadderTrace)] {
        report.diagnosis.picture.ladders.map { ladder in
            let endpoint = ladder.endpoint
            let part = Part(
                host: Role(of: .name(endpoint.host), in: report), transport: endpoint.transport, port: endpoint.port,
                via: endpoint.via, vantage: ladder.vantage)
            return (part, ladder)
        }
    }
}

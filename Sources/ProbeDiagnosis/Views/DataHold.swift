import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Rules of this device's own that let a connection open and stop, or may stop, what it carries then: by a text in it, by its
/// length, by how much came before.
///
/// They look like a filter of the site's that looks into what passes. A counter that rose while the run's connections failed tells
/// which it is; without one nobody can.
struct DataHold {
    let place: RulePlace
    let vantage: Vantage
    /// The ladders that ended behind the handshake of TCP.
    let ascents: [Ascent]
    let contacts: [Contact]
    let walk: Survey.Walked
    /// What the rule counted meanwhile; nothing where nobody counts.
    let rise: Finding.Proof?

    /// What such a rule makes look like somebody else's doing.
    static let symptoms: [Cause] = [
        .tlsSNIFiltered, .tlsSwallowed, .tlsClosed, .tlsLargeHelloIntolerant, .tcpResetMidstream, .tcpHalfOpenProxy,
        .mtuBlackholeIn, .mtuBlackholeOut, .amqpSwallowed, .amqpClosed, .mqttSwallowed, .mqttClosed, .wsUpgradeBlocked,
        .wsFramesDropped, .tcpLossy,
    ]

    static func all(from vantage: Vantage, _ scene: Scene) -> [DataHold] {
        let origins = Self.origins(of: vantage, scene)
        let failing = scene.ascents(from: vantage).filter { ascent in
            guard ascent.endpoint.via == .direct, case .failed(let rung) = ascent.ladder.state else { return false }
            return rung == .tls || rung == .conversation
        }
        let contacts = scene.contacts(from: vantage).filter { $0.result == .answered }
        let walks = scene.survey.walksToServices.filter { origins.contains($0.walk.origin) && $0.walk.dataRules != nil }
        guard !failing.isEmpty, !walks.isEmpty else { return [] }
        let counters = scene.survey.seen(CountDrops.self, from: .host).first
        let all = walks.flatMap { $0.walk.dataRules ?? [] }.uniqued.compactMap { place -> DataHold? in
            let mine = walks.filter { $0.walk.dataRules?.contains(place) ?? false }
            let remotes = Set(mine.compactMap(\.walk.remote))
            let stopped = failing.filter { ascent in
                ascent.seen(ConnectEndpoint.self)?.evidence.connected.map { remotes.contains($0) } ?? false
            }
            guard let walk = mine.first, !stopped.isEmpty else { return nil }
            let rise = counters?.evidence.rules.first { $0.place.isSame(as: place) }
            // One that counts, and did not, let them pass.
            guard rise != nil || !(counters != nil && place.isCounted) else { return nil }
            let reached = Set(stopped.compactMap { $0.seen(ConnectEndpoint.self)?.evidence.connected })
            return DataHold(
                place: place, vantage: vantage, ascents: stopped,
                contacts: contacts.filter { reached.contains($0.remote) }, walk: walk,
                rise: rise.flatMap { rise in
                    counters?.shows("the rule \(place) counted \(rise.packets) packets meanwhile")
                })
        }
        // Where some counted, those that nobody counts are none.
        return all.contains { $0.rise != nil } ? all.filter { $0.rise != nil } : all
    }

    private static func origins(of vantage: Vantage, _ scene: Scene) -> [RouteLookup.Packet] {
        guard vantage != .host else { return [.host] }
        return scene.routes?.evidence.networks.filter { $0.vantage == vantage }
            .flatMap { [.container(network: $0.name), .answer(network: $0.name)] } ?? []
    }

    var confidence: Finding.Confidence { rise == nil ? .possible : .likely }
    var severity: Finding.Severity { ascents.map(\.severity).max() ?? .info }

    /// Where a finding of it stands for what it looks like.
    var explains: [Cause] { rise == nil ? [] : Self.symptoms }

    var proofs: [Finding.Proof] {
        let shows: Sentence = "data of a connection that opens may end at \(place)"
        return [Finding.Proof(walk.observation, place.text.map { "\(shows): \($0)" } ?? shows)]
            + [rise].compactMap(\.self)
            + ascents.prefix(3).compactMap { ascent in
                ascent.seen(ConnectEndpoint.self)?.shows(
                    "the connection to \(ascent.place) opens, and what follows fails")
            }
    }
}

extension RulePlace {
    /// The kernel counts what it matches: always for iptables, and for a rule of nft's that says so.
    fileprivate var isCounted: Bool {
        isOfIptables || backend == .legacy || (text?.description.contains("counter") ?? false)
    }

    /// The same rule, whether or not its text was read along, and wherever it was met.
    func isSame(as other: RulePlace) -> Bool {
        family == other.family && table == other.table && chain == other.chain && handle == other.handle
            && line == other.line && backend == other.backend
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

// Rules that ask whose packet it is: this program's own tell nothing about those of IoT Edge's daemons.

/// What becomes of packets that root, as the engine, or the identity service sends, where this program's fare otherwise.
struct OtherSenders {
    let all: [(observation: Int, endpoint: Endpoint?, walk: PacketWalk)]

    init(in scene: Scene) {
        all =
            scene.survey.seen(WalkRules.self, from: .host).flatMap { seen in
                (seen.evidence.others ?? []).map { (seen.index, seen.about, $0) }
            }
            + scene.survey.seen(WalkRulesToResolvers.self, from: .host).flatMap { seen in
                (seen.evidence.others ?? []).map { (seen.index, nil, $0) }
            }
    }

    /// The engine pulls from registries as root; the identity service asks the hub and the provisioning service over HTTPS, and
    /// both ask resolvers.
    static func needs(_ user: LocalText?, _ endpoint: Endpoint?, _ port: UInt16) -> Bool {
        guard let endpoint else { return true }
        let isRoot = user?.description == PacketWalk.root
        switch endpoint.service {
        case .registry: return isRoot
        case .hub, .dps: return !isRoot && port == 443
        }
    }
}

extension PacketWalk {
    /// It gets out of this device.
    fileprivate var leaves: Bool { verdict == .passes && way?.error == nil }
}

extension OutputIsDropped {
    /// Rules that let this program's packets out, and none of a daemon's that needs the same.
    func others(_ scene: Scene) -> [Finding] {
        let stopped = OtherSenders(in: scene).all.filter { other in
            other.walk.isStopped && other.walk.place != nil
                && OtherSenders.needs(other.walk.user, other.endpoint, other.walk.packet.port)
                && isNeeded(other.endpoint, scene)
        }
        let places = stopped.compactMap(\.walk.place).uniqued
        return places.compactMap { place -> Finding? in
            let mine = stopped.filter { $0.walk.place == place }
            guard let first = mine.first else { return nil }
            let users = mine.compactMap(\.walk.user).uniqued
            let hosts = mine.compactMap { $0.endpoint?.host }.uniqued
            let remote: SentenceArgument =
                mine.compactMap(\.walk.remote).first.map { .socket($0) } ?? .worded("it", .term)
            let shows: Sentence = "a packet of \(users) to \(remote) ends at \(place)"
            return Finding(
                .hostOutputDropped, .error, from: [.host],
                about: Finding.Subject(hosts.count == 1 ? hosts.first : nil), owner: .device, confidence: .likely,
                summary: summary(place, users),
                location: Finding.Location(kind: .thisDevice, culprit: Culprit(place), text: "on this device"),
                evidence: [Finding.Proof(first.observation, place.text.map { "\(shows): \($0)" } ?? shows)],
                refutedBy: "A connection that the user opens, as with sudo -u, gets through while the rule is in force."
            )
        }
    }

    private func summary(_ place: RulePlace, _ users: [LocalText]) -> Sentence {
        users.contains { $0.description == PacketWalk.root }
            ? """
            This device's own firewall lets this program's packets out and drops those of root, as whom the engine pulls images: \
            \(Culprit(place)).
            """
            : """
            This device's own firewall lets this program's packets out and drops those of \(users), as whom IoT Edge's identity \
            service asks the hub: \(Culprit(place)).
            """
    }

    private func isNeeded(_ endpoint: Endpoint?, _ scene: Scene) -> Bool {
        guard let endpoint else { return true }
        return scene.needs.isNeeded(endpoint, from: .host)
    }

    /// What a rule keeps back of this program alone says nothing about whoever needs it.
    static func sparing(_ finding: Finding, in scene: Scene) -> Finding {
        guard finding.cause == .hostOutputDropped, finding.vantages == [.host],
            case .rule(let place, _) = finding.location.culprit
        else { return finding }
        let own = scene.survey.walksAsRead.filter { _, walk in
            walk.leavesHost && walk.isStopped && walk.place == place
        }
        let others = OtherSenders(in: scene).all.filter(\.walk.leaves)
        let spares = own.allSatisfy { observation, walk in
            let mine = others.filter { $0.observation == observation && $0.walk.remote == walk.remote }
            guard let endpoint = scene.survey.observation(observation)?.subject.narrowed(to: Endpoint.self) else {
                return mine.contains { $0.walk.user?.description != PacketWalk.root }
            }
            let isAsked = [PacketWalk.root, PacketWalk.identityService].filter {
                OtherSenders.needs(LocalText($0), endpoint, walk.packet.port)
            }
            return isAsked.isEmpty
                ? !mine.isEmpty : isAsked.allSatisfy { user in mine.contains { $0.walk.user?.description == user } }
        }
        guard !own.isEmpty, spares else { return finding }
        let users = others.filter { other in own.contains { $0.observation == other.observation } }
            .compactMap(\.walk.user).uniqued
        var spared = finding
        spared.severity = .info
        spared.claim = .possible
        spared.summary = """
            This device's own firewall lets out the packets of \(users), and not those that this program sends as another user, so \
            nothing can be told about what lies beyond: \(Culprit(place)).
            """
        return spared
    }
}

extension PacketWalk {
    static let root = "root"
    static let identityService = "aziotid"
}

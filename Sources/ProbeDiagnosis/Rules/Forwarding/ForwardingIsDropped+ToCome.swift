import ProbeCore
import ProbeEvidence
import ProbeFindings

// No engine yet: a chain beside those that the engine opens drops whatever is forwarded, or nobody could read what it does.

extension ForwardingIsDropped {
    func toCome(in scene: Scene) -> [Finding] {
        guard let containers = ContainersToCome(orBesideBridgeIn: scene) else { return [] }
        let settings = scene.survey.seen(ReadForwarding.self, from: .host).first
        let ends = ends(of: scene)
        let drops = scene.survey.seen(ForeseeForwarding.self, from: .host).flatMap { seen in
            seen.evidence.walks.compactMap { walk -> (observation: Int, walk: PacketWalk, place: RulePlace)? in
                guard walk.isStopped, let place = walk.place, !ends.contains(place) else { return nil }
                return (seen.index, walk, place)
            }
        }
        let found = drops.map(\.place).uniqued.compactMap { place -> Finding? in
            let mine = drops.filter { $0.place == place }
            let ports = mine.map(\.walk.packet.port).uniqued.sorted()
            guard let first = mine.first, ports.contains(where: { isNeeded($0, in: scene) }) else { return nil }
            let shows: Sentence =
                "a container's packet to \(.port, ports) of the hub, or its answer, would end at \(place)"
            return Finding(
                .fwdDropped, .warning, from: [.host],
                about: Finding.Subject(scene.assignment.hub, port: ports.count == 1 ? ports.first : nil),
                owner: .device,
                confidence: .likely,
                summary: containers.hasEngine ? summary(place, containers.network) : summary(place),
                location: Finding.Location(
                    kind: .containerHost, culprit: Culprit(place), text: containers.place),
                evidence: [Finding.Proof(first.observation, place.text.map { "\(shows): \($0)" } ?? shows)]
                    + [place.isBesideTheEngines ? settings.flatMap(backend) : nil].compactMap(\.self),
                refutedBy: "A container's connection to the hub opens while the rule is in force.")
        }
        return found.isEmpty && !containers.hasEngine ? [unread(settings)].compactMap(\.self) : found
    }

    /// Where the host's own packets end already, below the rules that tell it from containers: that is one finding.
    private func ends(of scene: Scene) -> Set<RulePlace> {
        let places = scene.survey.walksToServices.compactMap { _, walk -> RulePlace? in
            guard walk.origin == .host, walk.isStopped else { return nil }
            return walk.place
        }
        return Set(places.filter(\.isBelow))
    }

    private func summary(_ place: RulePlace, _ network: NetworkName) -> Sentence {
        place.isPolicy
            ? """
            This device's firewall lets the engine's own bridge through, and will drop what modules send, once IoT Edge has \
            made its network (\(network: network)): the policy of its chain (\(place)) stops it.
            """
            : """
            This device's firewall lets the engine's own bridge through, and will drop what modules send, once IoT Edge has \
            made its network (\(network: network)): its rule \(place) stops it.
            """
    }

    private func summary(_ place: RulePlace) -> Sentence {
        if place.table.description == "firewalld" {
            return """
                This device's firewall will drop what containers send, once there is an engine, for whose bridges firewalld has a \
                zone: a policy of firewalld's comes before all zones, and its rule \(place) stops it.
                """
        }
        return switch (place.isBesideTheEngines, place.backend, place.isPolicy) {
        case (true, .legacy, true):
            """
            This device's firewall will drop what containers send, once there is an engine, whose rules go to nftables and \
            open no chain of iptables-legacy: the policy of its chain (\(place)) stops it.
            """
        case (true, .legacy, false):
            """
            This device's firewall will drop what containers send, once there is an engine, whose rules go to nftables and \
            open no chain of iptables-legacy: its rule \(place) stops it.
            """
        case (true, nil, true):
            """
            This device's firewall will drop what containers send, once there is an engine, whose rules go to \
            iptables-legacy and open no chain of nftables: the policy of its chain (\(place)) stops it.
            """
        case (true, nil, false):
            """
            This device's firewall will drop what containers send, once there is an engine, whose rules go to \
            iptables-legacy and open no chain of nftables: its rule \(place) stops it.
            """
        case (false, _, true):
            """
            This device's firewall will drop what containers send, once there is an engine, which opens the chain \
            FORWARD of iptables alone: the policy of its chain (\(place)) stops it.
            """
        case (false, _, false):
            """
            This device's firewall will drop what containers send, once there is an engine, which opens the chain \
            FORWARD of iptables alone: its rule \(place) stops it.
            """
        }
    }

    /// Which of the two an engine's rules go to.
    private func backend(_ settings: Survey.Seen<ReadForwarding>) -> Finding.Proof? {
        switch settings.evidence.iptables {
        case .nftables: settings.shows("the program iptables keeps its rules in nftables")
        case .legacy: settings.shows("the program iptables keeps its rules in iptables-legacy")
        case nil: nil
        }
    }

    /// Rules of iptables-legacy that nobody could read, where an engine's go elsewhere: anything may be in them.
    private func unread(_ settings: Survey.Seen<ReadForwarding>?) -> Finding? {
        guard let settings, settings.evidence.rules == .read, settings.evidence.iptables != .legacy else { return nil }
        let tables = settings.evidence.unreadTables.filter { $0.description.hasPrefix("iptables ") }
        guard !tables.isEmpty else { return nil }
        return Finding(
            .fwdDropped, .info, from: [.host], about: Finding.Subject(), owner: .device, confidence: .possible,
            summary: """
                Whether this device's firewall will let containers through cannot be told: the rules of iptables-legacy \
                (\(tables)) could not be read, and an engine's own go to nftables.
                """,
            location: Finding.Location(kind: .containerHost, text: "on this device, once it has a container engine"),
            evidence: [
                settings.shows("the kernel has tables of iptables-legacy (\(tables)), and no program listed them")
            ],
            refutedBy: "`iptables-legacy-save` lists no rule, and no policy, that drops what is forwarded.")
    }

    /// Modules need the port, in one way or another.
    private func isNeeded(_ port: UInt16, in scene: Scene) -> Bool {
        scene.ascents(from: .host).contains { ascent in
            ascent.endpoint.port == port && ascent.endpoint.service == .hub
                && scene.needs.all.contains { need in
                    need.consumer == .edgeHub && need.endpoints.contains(ascent.endpoint)
                }
        }
    }
}

extension RulePlace {
    /// In a FORWARD of iptables that the engine's rules do not go to: those that they go to are not walked.
    fileprivate var isBesideTheEngines: Bool {
        hook == .forward && table.description == "filter" && (isOfIptables || backend == .legacy)
    }
}

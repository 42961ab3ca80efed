import ProbeCore
import ProbeEvidence
import ProbeFindings

// Nobody listens, and a rule of this device sends what comes in for the port to somebody else, before the engine could send it
// to edgeHub: as hostPort and load balancers of Kubernetes do.

extension PortIsTaken {
    func byRules(in scene: Scene) -> [Finding] {
        let networks = scene.survey.seen(ReadRoutes.self, from: .host).flatMap(\.evidence.networks)
        return scene.survey.seen(WalkRulesToPort.self, from: .host).compactMap { seen in
            // Where the engine's own rule comes first, the port is edgeHub's, or that of another container: the engine tells.
            let diverted = seen.evidence.walks.compactMap(Diverted.init).filter { !$0.isEngines(of: networks) }
            guard let first = diverted.first else { return nil }
            let (port, culprit) = (seen.about.port, Culprit(first.place))
            let addresses = diverted.filter { $0.place == first.place }.map(\.address).uniqued
            let shows: Sentence =
                "what comes in for port \(port) of \(addresses) is sent to \(first.target) by \(first.place)"
            return Finding(
                .hostPortConflict, .warning, from: [seen.vantage], about: Finding.Subject(port: port), owner: .device,
                confidence: .certain, summary: summary(port, first, culprit),
                location: Finding.Location(kind: .thisDevice, culprit: culprit, text: "on this device"),
                evidence: [seen.shows(first.place.text.map { "\(shows): \($0)" } ?? shows)],
                refutedBy: "A connection from outside to port \(port) of \(first.address) reaches edgeHub's container.")
        }
    }

    private func summary(_ port: UInt16, _ diverted: Diverted, _ culprit: Culprit) -> Sentence {
        guard case .rule(_, let manager?) = culprit else {
            return """
                A rule of this device sends what comes in for port \(port) to \(diverted.target), so devices behind this \
                gateway do not reach edgeHub there: \(culprit).
                """
        }
        return """
            A rule of \(manager.title) sends what comes in for port \(port) to \(diverted.target), so devices behind this \
            gateway do not reach edgeHub there: \(culprit).
            """
    }

    /// A packet for this device that a rule sends elsewhere for sure.
    private struct Diverted {
        let place: RulePlace
        let target: SocketAddress
        /// The address of this device that it was for.
        let address: IPAddress

        init?(_ walk: PacketWalk) {
            guard let place = walk.redirection, let target = walk.target else { return nil }
            self.place = place
            self.target = target
            address = walk.packet.destination
        }

        /// The engine's rule for a container that publishes the port.
        ///
        /// Podman's, and those of the plugins that it used before version 4, are also on devices whose engine is another one.
        func isEngines(of networks: [ContainerNetwork]) -> Bool {
            switch FilterManager(of: place) {
            case .docker: true
            case .podman, .cni: networks.flatMap(\.subnets).contains { $0.contains(target.address) }
            default: false
            }
        }
    }
}

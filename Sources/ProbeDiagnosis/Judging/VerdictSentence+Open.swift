import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What a verdict left open, why, and what would settle it.
extension VerdictSentence {
    var inconclusive: Sentence {
        let open = rows.first { $0.state == .failed } ?? rows.first { $0.state == .unknown }
        guard let open else { return "What IoT Edge needs could not be judged." }
        switch open.matter {
        case .clock: return clock
        case .port(let port): return self.port(port)
        case .hostname:
            return because(ReadHostname.id).map { reason in
                "Whether IoT Edge takes this device's name could not be found out: \(clause: reason)"
            } ?? "Whether IoT Edge takes this device's name could not be found out."
        case .missingVantage: return missing(open.vantage)
        case .unknownUse:
            return """
                Not everything that modules need works from \(open.vantage), and whether any run there is not known.
                """
        case .images(let modules):
            return modules.isEmpty
                ? "Whether all images of the deployment can be pulled is not known: it has more than were asked for."
                : images(of: modules)
        case .resolvers(let modules): return resolvers(of: modules)
        case .need(let need): return self.need(need, isFailing: open.state == .failed)
        }
    }

    private func need(_ need: Need, isFailing: Bool) -> Sentence {
        let place = need.vantage.asPlace
        let title = need.title(in: assignment)
        guard !isFailing else { return "\(opening: title) does not work from \(place), and no cause could be proven." }
        return OpenNeed(need: need, scene: scene, findings: findings).reason.map { reason in
            "Whether \(title) works from \(place) is open: \(clause: reason)"
        } ?? "Whether \(title) works from \(place) could be neither proven nor refuted."
    }

    /// Nobody was asked for these, and why the first of them was not.
    private func images(of modules: [LocalText]) -> Sentence {
        let named = modules.prefix(4)
        let state =
            scene.survey.deployment == nil
            ? .atAddress
            : modules.first.flatMap { scene.survey.deployment?.evidence.module($0.description)?.image?.state }
        return switch state {
        case .placeholder:
            """
            Whether the images of \(named) can be pulled is open: they are placeholders; fill them in, and run again with that \
            file.
            """
        case .unusable:
            "Whether the images of \(named) can be pulled is open: they have no name that an engine takes."
        case .atUnknownParent:
            """
            Whether the images of \(named) can be pulled is open: they are at the parent, and this device's configuration names \
            none.
            """
        case .atAddress:
            """
            Whether the images of \(named) can be pulled is open: they are at an address, which has no name that TLS could prove.
            """
        case .unasked, .named, .refused, .neverPulled, .onThisDevice, nil:
            "Whether the images of \(named) can be pulled is not known: nobody was asked for them."
        }
    }

    /// Nobody was asked as they will ask.
    private func resolvers(of modules: [LocalText]) -> Sentence {
        let evidence = scene.survey.deployment?.evidence
        let servers = modules.compactMap { evidence?.module($0.description) }.flatMap(\.resolvers).uniqued
        return """
            Whether \(modules) will find the hub's address is open: the deployment gives them the resolvers \(servers), and no \
            container was measured with these.
            """
    }

    private var clock: Sentence {
        let sources = scene.clock.sources
        guard sources.isEmpty else {
            return """
                Whether this device's clock is right is open: it was compared with \(sources.map(\.source)), which \
                contradict each other.
                """
        }
        let servers = scene.survey.seen(AskTime.self).map(\.about)
        return servers.isEmpty
            ? "Whether this device's clock is right is open: no service gave the time, and no time server was asked."
            : """
            Whether this device's clock is right is open: no service gave the time, and \(servers) gave no answer either.
            """
    }

    private func port(_ port: UInt16) -> Sentence {
        let seen = scene.survey.seen(CheckPort.self).first { $0.about.port == port }
        let warning = findings.first { $0.cause == .hostPortConflict && $0.subject.port == port }
        let isUnread = seen.map { $0.evidence.isFree == nil } ?? false
        let reason: Sentence? =
            warning?.summary
            ?? (isUnread
                ? "Who listens could not be read, and binding it takes a privilege; run edgeprobe with sudo."
                : because(CheckPort.id))
        return reason.map { reason in
            "Whether edgeHub can publish port \(port) of this device is open: \(clause: reason)"
        } ?? "Whether edgeHub can publish port \(port) of this device could not be found out."
    }

    /// Why a probe that is asked once from the host has no answer.
    private func because(_ probe: ProbeID) -> Sentence? {
        guard scene.survey.includes(probe) else { return OpenNeed.leftOut(probe) }
        return scene.survey.observations(of: probe).lazy.compactMap { OpenNeed.gap(probe, $0.outcome) }.first
    }

    private static let stopped: Sentence = "the container engine is installed, but not running"

    /// All that is needed was proven, but for what nobody went to measure.
    private var isReadyWhereMeasured: Bool {
        rows.allSatisfy { row in
            if case .satisfied = row.state { true } else { row.matter == .missingVantage && row.vantage != .host }
        }
    }

    private func missing(_ vantage: Vantage) -> Sentence {
        if vantage == .host {
            return "Nothing was measured from this host, so what the identity service needs is not known."
        }
        let reason = self.reason(ofMissing: vantage)
        return switch (reason, isReadyWhereMeasured) {
        case (let reason?, true):
            "Ready for \(upstream) from this host; containers were not measured (\(vantage)): \(clause: reason)."
        case (nil, true): "Ready for \(upstream) from this host; containers were not measured (\(vantage))."
        case (let reason?, false):
            "Nothing was measured from \(vantage), so what containers there reach is not known: \(clause: reason)."
        case (nil, false): "Nothing was measured from \(vantage), so what containers there reach is not known."
        }
    }

    /// A clause that says why nobody measured from there, and what would let somebody.
    private func reason(ofMissing vantage: Vantage) -> Sentence? {
        let survey = scene.survey
        let unmeasured = survey.seen(DescribeEngine.self).flatMap(\.evidence.unmeasured).first { $0.vantage == vantage }
        // Of a network that the engine did not tell of it is no reason.
        if survey.stoppedEngine != nil, vantage == .bridge || unmeasured != nil {
            let file = findings.first { $0.cause == .configMalformed && $0.explains.contains(.containerEngineStopped) }
            return file.map { "\(clause: $0.summary); correct that, start it, and run again" }
                ?? "\(unmeasured?.sentence ?? Self.stopped); start it, and run again"
        }
        guard let unmeasured else {
            guard vantage == .bridge else { return nil }
            return survey.unaskedEngine?.reason
                ?? (survey.seen(ReadRoutes.self).isEmpty ? "which networks the engine has was not read" : nil)
        }
        return unmeasured.driver == nil
            ? unmeasured.sentence
            : "\(unmeasured.sentence); start a container on that network, and run again"
    }
}

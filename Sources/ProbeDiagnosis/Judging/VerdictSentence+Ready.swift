import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What a good verdict speaks for: over which transport, and from where.
extension VerdictSentence {
    var ready: Sentence { leftOut.reduce(proven) { "\($0) \($1)" } }

    /// What the device needs besides, and the command line had nobody ask for.
    private var leftOut: [Sentence] {
        let images: Sentence =
            scene.survey.deployment == nil
            ? "No registry was asked for images (--no-registry)."
            : "No registry was asked for the deployment's images."
        return [
            assignment.registries.isEmpty ? images : nil,
            assignment.idScope != nil && assignment.dps == nil
                ? "The provisioning service was not asked (--no-dps)." : nil,
        ].compactMap(\.self)
    }

    private var proven: Sentence {
        let isProxied = rows.contains { row in
            if case .satisfied(let endpoint?) = row.state { endpoint.via == .proxy } else { false }
        }
        return switch (place, isProxied) {
        case (.hostAndContainers, true):
            """
            For \(upstream), from this host and from its containers: everything IoT Edge needs reaches the hub through the \
            proxy.
            """
        case (.hostAndContainers, false):
            "For \(upstream), from this host and from its containers: everything IoT Edge needs reaches the hub."
        case (.hostWithoutEngine, true):
            """
            For \(upstream), from this host, which stood in for containers (\
            no container engine runs yet): everything IoT Edge needs reaches the hub through the proxy.
            """
        case (.hostWithoutEngine, false):
            """
            For \(upstream), from this host, which stood in for containers (\
            no container engine runs yet): everything IoT Edge needs reaches the hub.
            """
        case (.hostBesideEngine, true):
            """
            For \(upstream), from this host, which stood in for containers (\
            a container engine is installed, and whether it runs is not known): everything IoT Edge needs reaches the hub through the proxy.
            """
        case (.hostBesideEngine, false):
            """
            For \(upstream), from this host, which stood in for containers (\
            a container engine is installed, and whether it runs is not known): everything IoT Edge needs reaches the hub.
            """
        case (.insideContainer, true):
            """
            For \(upstream), from this host, which stood in for containers (\
            from in here, a container, whether the device has an engine is not known): everything IoT Edge needs reaches the hub \
            through the proxy.
            """
        case (.insideContainer, false):
            """
            For \(upstream), from this host, which stood in for containers (\
            from in here, a container, whether the device has an engine is not known): everything IoT Edge needs reaches the hub.
            """
        case (.hostAlone, true):
            """
            For \(upstream), from this host alone, no container was looked at: everything IoT Edge needs reaches the hub through \
            the proxy.
            """
        case (.hostAlone, false):
            """
            For \(upstream), from this host alone, no container was looked at: everything IoT Edge needs reaches the hub.
            """
        case (.containersAlone, _):
            "For \(upstream), from the containers that were looked at: everything that modules need reaches the hub."
        }
    }

    /// What the verdict speaks for: the transport that edgeHub will use, and whether anybody said so.
    var upstream: Sentence {
        assignment.isUpstreamDefault ?? false ? "\(assignment.upstream) (the default)" : "\(assignment.upstream)"
    }

    private enum Place {
        case hostAndContainers
        /// Nothing is installed that would run containers.
        case hostWithoutEngine
        /// Something that would run containers is installed, and has no socket where it could be asked.
        case hostBesideEngine
        /// The run itself is in a container, where what the device has installed is out of sight.
        case insideContainer
        /// Containers were left out, or there is none of the networks that were asked for.
        case hostAlone
        case containersAlone
    }

    private var place: Place {
        guard scene.vantages.contains(.host) else { return .containersAlone }
        if scene.vantages.contains(where: { $0 != .host }) { return .hostAndContainers }
        guard findings.contains(where: { $0.cause == .containerEngineAbsent }) else { return .hostAlone }
        let runtimes = scene.survey.seen(ReadRuntime.self).map(\.evidence)
        if runtimes.contains(where: \.hasEngineInstalled) { return .hostBesideEngine }
        return runtimes.contains { $0.isContainer == true } ? .insideContainer : .hostWithoutEngine
    }
}

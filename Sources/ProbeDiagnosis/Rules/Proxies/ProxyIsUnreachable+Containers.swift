import ProbeCore
import ProbeEvidence
import ProbeFindings

// A proxy that the host reaches, by a name or an address that means something else, or nothing, inside a container.
extension ProxyIsUnreachable {
    /// The device's own setting names the proxy so that containers cannot find it; nothing where it is something else.
    func ownSetting(
        _ ladders: [Ascent], _ failures: [Failure], from vantage: Vantage, _ severity: Finding.Severity, in scene: Scene
    ) -> Finding? {
        guard vantage.isEngines, let proxy = scene.assignment.proxy, let summary = summary(failures, vantage, in: scene)
        else { return nil }
        var finding = Finding(
            .proxyUnreachable, severity, from: [vantage],
            about: Finding.Subject(host: proxy.host, port: proxy.port, via: .proxy), owner: .device,
            confidence: .certain, summary: summary,
            location: Finding.Location(kind: .containerHost, culprit: .proxy(proxy), text: "in the proxy's setting"),
            evidence: failures.map {
                Finding.Proof($0.observation, "on the way to \($0.endpoint.host, port: $0.endpoint.port): \($0.reason)")
            } + ladders.prefix(1).compactMap { reached(by: $0, in: scene) },
            refutedBy: "A container opens a connection to \(proxy).")
        // What leads out directly is as the site wants it, where the host gets out through the proxy.
        finding.explains = ClosedSite.symptoms(from: vantage, in: scene)
        return finding
    }

    private func summary(_ failures: [Failure], _ vantage: Vantage, in scene: Scene) -> Sentence? {
        guard let proxy = scene.assignment.proxy else { return nil }
        if scene.assignment.isProxyOnLoopback {
            return """
                The proxy \(proxy) is on this device's loopback, and inside a container that address is the container's own: \
                containers cannot reach it.
                """
        }
        // Where no name can be looked up from there, the resolvers are to blame.
        guard let name = scene.assignment.proxyName, failures.allSatisfy({ $0.remote == nil }),
            let outside = scene.survey.seen(ResolveName.self, about: Name(name), from: .host)?.evidence,
            !outside.addresses.isEmpty, scene.lookups(from: vantage).contains(where: { !$0.fails })
        else { return nil }
        return """
            The proxy \(proxy) has an address on the host (\(outside.addresses)) and none in containers, whose resolvers do \
            not know its name.
            """
    }

    private func reached(by ladder: Ascent, in scene: Scene) -> Finding.Proof? {
        scene.survey.seen(OpenTunnel.self, about: ladder.endpoint, from: .host).map {
            $0.shows(control: "the host opens a tunnel through it")
        }
    }

    /// No engine yet: modules will be told of a proxy on loopback, which will be the container itself there.
    func toCome(in scene: Scene) -> [Finding] {
        guard ContainersToCome(in: scene) != nil, scene.assignment.isProxyInUse, scene.assignment.isProxyOnLoopback,
            let proxy = scene.assignment.proxy, !scene.assignment.isDemonstration,
            let carrier = scene.needs.all.lazy.compactMap({ need -> Endpoint? in
                guard need.consumer == .edgeHub || need.consumer == .edgeAgent,
                    case .carried(let endpoint) = scene.needs.state(of: need), endpoint.via == .proxy
                else { return nil }
                return endpoint
            }).first,
            let tunnel = scene.survey.seen(OpenTunnel.self, about: carrier, from: .host)
        else { return [] }
        return [
            Finding(
                .proxyUnreachable, .warning, from: [.host],
                about: Finding.Subject(host: proxy.host, port: proxy.port, via: .proxy), owner: .device,
                confidence: .likely,
                summary: """
                    The proxy \(proxy) is on this device's loopback: it works for the host, and inside a container, once there \
                    is an engine, that address is the container's own.
                    """,
                location: Finding.Location(
                    kind: .containerHost, culprit: .proxy(proxy), text: "on this device, once it has a container engine"
                ),
                evidence: [tunnel.shows("the host opens a tunnel through \(proxy), which is on its own loopback")],
                refutedBy: "A container opens a connection to \(proxy).")
        ]
    }
}

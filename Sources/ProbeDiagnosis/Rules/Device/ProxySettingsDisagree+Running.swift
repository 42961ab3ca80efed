import ProbeCore
import ProbeEvidence
import ProbeFindings

// A file gives the engine a proxy, and the engine that runs has another one or none: systemd was not told to read the file again,
// or the engine was not started since.
extension ProxySettingsDisagree {
    func notInForce(_ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene) -> Finding? {
        let settings = seen.evidence.proxies.filter { [.engineService, .engineConfiguration].contains($0.place) }
        guard let setting = settings.first, let proxy = setting.proxy, settings.allSatisfy({ $0.proxy == proxy }),
            let engine = scene.survey.seen(DescribeEngine.self).first(where: { $0.evidence.runningProxy != nil }),
            let running = engine.evidence.runningProxy, running.isSet != (running.address == nil),
            running.address != proxy,
            // Started again, it would refuse the file: `config.malformed` says so.
            !seen.evidence.files.contains(where: { file in
                file.path == setting.file
                    && ConfigurationIsMalformed.confidence(in: file, engine: engine.evidence.majorVersion) != nil
            })
        else { return nil }
        return Finding(
            .proxyEnvMismatch, .warning, from: [seen.vantage],
            about: Finding.Subject(via: .proxy, process: setting.file), owner: .device, confidence: .certain,
            summary: running.address.map {
                """
                \(setting.file) gives the container engine the proxy \(proxy), and the engine that runs has \($0): it has not \
                been started since.
                """
            } ?? """
                \(setting.file) gives the container engine the proxy \(proxy), and the engine that runs has none: it has not been \
                started since.
                """,
            location: Finding.Location(
                kind: .containerHost, culprit: .file(setting.file, line: nil), text: "in the container engine that runs"
            ),
            evidence: [
                seen.shows("\(setting.file) gives the container engine \(proxy)"),
                engine.shows(
                    running.address.map { "the engine says that its proxy for https is \($0)" }
                        ?? "the engine says that it has no proxy for https"),
            ],
            refutedBy: "`docker info --format '{{.HTTPSProxy}}'` gives \(proxy).")
    }
}

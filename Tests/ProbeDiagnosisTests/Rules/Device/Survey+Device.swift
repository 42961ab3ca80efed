import ProbeCore
import ProbeEvidence
import ProbeLinux

extension Survey {
    /// A port of the device as it was found.
    func port(_ port: UInt16, _ change: (inout PortEvidence) -> Void = { _ in }) -> Survey {
        var evidence = PortEvidence()
        evidence.trials = [.init(address: .anyV4, error: nil), .init(address: .anyV6, error: nil)]
        evidence.unprivilegedFrom = 1024
        change(&evidence)
        return adding(CheckPort.self, about: LocalPort(PortBinding(port: port)), evidence)
    }

    /// The three ports that edgeHub publishes, all free.
    var withFreePorts: Survey { port(443).port(5671).port(8883) }

    func hostname(_ name: String, configured: String? = nil, static staticName: String? = nil) -> Survey {
        let evidence = HostnameEvidence(
            name: LocalText(name), staticName: staticName.map { LocalText($0) },
            configuredName: configured.map { LocalText($0) },
            configurationFile: configured.map { _ in LocalText("/etc/aziot/config.toml") })
        return adding(ReadHostname.self, about: Device(), evidence)
    }

    func runtime(_ change: (inout RuntimeEvidence) -> Void) -> Survey {
        var evidence = RuntimeEvidence()
        evidence.engineSockets = [EngineSocketFile(path: LocalText("/run/docker.sock"), isRootless: false)]
        change(&evidence)
        return adding(ReadRuntime.self, about: Device(), evidence)
    }

    /// No engine's socket was found at any of the usual places.
    var absentEngine: Survey { adding(DescribeEngine.self, about: Device(), EngineFacts(state: .absent)) }

    func links(_ interfaces: [LinkEvidence.Interface]) -> Survey {
        var evidence = LinkEvidence()
        evidence.interfaces = interfaces
        return adding(ReadLinks.self, about: Device(), evidence)
    }

    func configuration(_ change: (inout ConfigurationEvidence) -> Void) -> Survey {
        var evidence = ConfigurationEvidence()
        change(&evidence)
        return adding(ReadConfiguration.self, about: Device(), evidence)
    }

    /// A time server that says this clock is off by so much; nothing for one that says nothing.
    ///
    /// - Parameters:
    ///   - offset: positive where the clock is behind.
    ///   - address: of the server.
    ///   - step: by how much the clock was set since the run began.
    /// - Returns: the survey with its answer.
    func timeServer(_ offset: Int64?, at address: String = "10.3.0.7", deviceTime step: Int64 = 0) -> Survey {
        let now = startedAt.secondsSince1970 + step
        var evidence = TimeEvidence(offset == nil ? .silent : .answered)
        evidence.offset = offset.map { Seconds(Double($0)) }
        evidence.deviceTime = Timestamp(secondsSince1970: now)
        evidence.serverTime = offset.map { Timestamp(secondsSince1970: now + $0) }
        return adding(AskTime.self, about: TimeServer(.address(Places.address(address))), evidence)
    }

    /// Each observation a little after the one before it.
    func timed() -> Survey {
        Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.enumerated().map { place, observation in
                Observation(
                    index: observation.index, probe: observation.probe, vantage: observation.vantage,
                    subject: observation.subject, outcome: observation.outcome,
                    startedAt: Seconds(Double(place) * 0.01),
                    duration: Seconds(0.01))
            })
    }
}

extension PortEvidence {
    /// Somebody listens on the port, at an address, and binding it fails.
    mutating func isHeld(by holder: Holder?, at address: String = "0.0.0.0", userID: UInt32 = 33) {
        listeners = [
            Listener(address: Places.address(address), userID: userID, holders: [holder].compactMap(\.self))
        ]
        trials = [.init(address: .anyV4, error: "EADDRINUSE", errorWithReuse: "EADDRINUSE")]
    }
}

extension PortEvidence.Holder {
    static let nginx = PortEvidence.Holder(
        pid: 812, name: LocalText("nginx"), executable: LocalText("/usr/sbin/nginx"), unit: LocalText("nginx.service"))
    static let dockerProxy = PortEvidence.Holder(
        pid: 901, name: LocalText("docker-proxy"), executable: LocalText("/usr/bin/docker-proxy"),
        unit: LocalText("docker.service"))
}

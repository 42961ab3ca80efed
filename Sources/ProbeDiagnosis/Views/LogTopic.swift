import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What a log complains of, as far as a run measures it: whether it works now.
enum LogTopic: Hashable {
    case hub(Need.Consumer)
    case registry(HostName?)
    case clock
    /// That a module wants.
    case port(UInt16?, LocalText?)
    case hostname
    case proxy
    /// Nothing that a run measures.
    case unmeasured

    enum State {
        case works, fails, unknown
    }

    func state(in scene: Scene) -> State {
        switch self {
        case .hub(let consumer): Self.state(of: scene.needs.all.filter { $0.consumer == consumer }, in: scene)
        case .registry(let registry):
            Self.state(
                of: scene.needs.all.filter { need in
                    need.consumer == .imagePull
                        && (registry == nil || need.endpoints.contains { $0.host == registry })
                }, in: scene)
        case .clock:
            switch scene.clock.verdict {
            case .right: .works
            case .off, .beforeBuild: .fails
            case .unknown: .unknown
            }
        case .port(let port, let module): Self.state(of: port, for: module, in: scene)
        case .hostname:
            switch scene.survey.seen(ReadHostname.self).first?.evidence {
            case let name?: name.isTooLong || !name.isHostName ? .fails : .works
            case nil: .unknown
            }
        case .proxy:
            switch scene.survey.seen(OpenTunnel.self).map(\.evidence.isOpen) {
            case []: .unknown
            case let tunnels: tunnels.contains(true) ? .works : .fails
            }
        case .unmeasured: .unknown
        }
    }

    private static func state(of needs: [Need], in scene: Scene) -> State {
        let states = needs.map { scene.needs.state(of: $0) }
        if states.isEmpty || states.contains(.undecided) { return .unknown }
        let isCarried = states.allSatisfy { if case .carried = $0 { true } else { false } }
        return isCarried ? .works : .fails
    }

    private static func state(of port: UInt16?, for module: LocalText?, in scene: Scene) -> State {
        guard let port else { return .unknown }
        let checks = scene.survey.portStates(of: port)
        // What has it is the module that wanted it.
        if let module, checks.contains(where: { $0.evidence.container == module }) { return .works }
        guard !checks.isEmpty else { return .unknown }
        let conflicts = checks.map(\.conflict)
        if conflicts.contains(where: { $0 == .certain || $0 == .likely }) { return .fails }
        return conflicts.contains(.possible) || checks.contains { $0.evidence.isFree == nil } ? .unknown : .works
    }
}

extension Survey {
    /// What was seen of a port of this device, whosever it is to be.
    func portStates(of port: UInt16) -> [PortState] {
        seen(CheckPort.self).filter { $0.about.port == port }.map { PortState(of: $0, in: self) }
            + seen(CheckModulePort.self).filter { $0.about.port == port }.map { PortState(ofModule: $0, in: self) }
    }
}

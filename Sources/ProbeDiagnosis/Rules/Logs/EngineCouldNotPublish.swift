import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that the engine could not publish a port of a module.
struct EngineCouldNotPublish: Rule {
    static let causes: [Cause] = [.logPortAllocated]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.portAllocated, .portDenied).compactMap { account in
            let (port, module) = (account.first.sighting.port, account.first.sighting.module)
            let states = port.map(scene.survey.portStates) ?? []
            let isOwn = module != nil && states.contains { $0.evidence.container == module }
            let holder = states.first { $0.conflict != nil && $0.evidence.container != module }
            let event = Self.event(port, module, isTaken: account.code == .portAllocated)
            return LogComplaint(
                cause: .logPortAllocated, account: account, topic: .port(port, module), owner: .device,
                subject: Finding.Subject(port: port, process: module),
                event: holder.map { "\(event); \(clause: $0.act) now" } ?? event,
                today: isOwn ? "the module has the port now" : "the port is free now",
                refutedBy: "The module starts, and its port is listed by `docker ps`."
            ).finding(in: scene)
        }
    }

    private static func event(_ port: UInt16?, _ module: LocalText?, isTaken: Bool) -> Sentence {
        switch (port, module, isTaken) {
        case (let port?, let module?, true): "the module \(module) did not start: port \(port) was taken"
        case (let port?, nil, true): "A module did not start: port \(port) was taken"
        case (nil, let module?, true): "the module \(module) did not start: a port of it was taken"
        case (nil, nil, true): "A module did not start: a port of it was taken"
        case (let port?, _, false): "A module did not start: the engine may not bind port \(port)"
        case (nil, _, false): "A module did not start: the engine may not bind its port"
        }
    }
}

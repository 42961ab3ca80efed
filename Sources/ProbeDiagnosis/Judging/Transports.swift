import ProbeCore
import ProbeFindings

/// Which transports of the hub can be used from which vantage, and what proves it.
struct Transports {
    private let scene: Scene

    init(of scene: Scene) { self.scene = scene }

    var states: [Diagnosis.TransportState] {
        scene.vantages.filter { vantage in
            scene.endpoints(from: vantage).contains { $0.service == .hub }
        }.flatMap { vantage in Transport.allCases.map { state(of: $0, from: vantage) } }
    }

    private func state(of transport: Transport, from vantage: Vantage) -> Diagnosis.TransportState {
        let direct = scene.ladder(Endpoint(.hub, scene.assignment.hub, transport), from: vantage)
        let proxied = scene.ladder(Endpoint(.hub, scene.assignment.hub, transport, via: .proxy), from: vantage)
        let prefersProxy = scene.assignment.isProxyInUse
        let ladders = prefersProxy ? [proxied, direct] : [direct, proxied]
        let usable = ladders.filter { $0.isProven && $0.proof != nil }
        if let first = usable.first {
            return .init(
                transport: transport, vantage: vantage, usable: true, proof: first.proof, via: first.endpoint.via)
        }
        let isRefuted = ladders.contains(where: \.hasFailed) && !ladders.contains { $0.state == .unknown }
        return .init(
            transport: transport, vantage: vantage, usable: isRefuted ? false : nil, proof: direct.proof, via: .direct)
    }
}

extension Ladder {
    fileprivate var hasFailed: Bool {
        if case .failed = state { true } else { false }
    }
}

package import ProbeCore
import Probes

extension Survey {
    /// Whether any attempt to reach an endpoint over IPv4 connected.
    package func connectsOverIPv4(_ endpoint: Endpoint, from vantage: Vantage) -> Bool {
        attempts(at: endpoint, from: vantage).contains {
            $0.attempt.remote.address.family == .v4 && $0.attempt.result == .connected
        }
    }

    /// Every conclusive attempt to open a connection straight to an endpoint, with the observation that holds it.
    package func attempts(
        at endpoint: Endpoint, from vantage: Vantage
    ) -> [(observation: Int, attempt: ConnectAttempt)] {
        let ladder = seen(ConnectEndpoint.self, from: vantage).filter { $0.about == endpoint }
            .flatMap { seen in seen.evidence.attempts.map { (seen.index, $0) } }
        let others = seen(ConnectOtherAddresses.self, from: vantage).filter { $0.about == endpoint }
            .flatMap { seen in seen.evidence.attempts.map { (seen.index, $0) } }
        return (ladder + others).filter { $0.1.result != .superseded && $0.1.hopLimit == nil }
            .map { (observation: $0.0, attempt: $0.1) }
    }
}

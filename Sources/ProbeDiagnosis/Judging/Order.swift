import ProbeCore
import ProbeFindings

/// The order of findings in a report: errors first, then from the lowest layer up, then by what is needed most.
struct Order {
    private let scene: Scene
    private var needs: [Need] { scene.needs.all }

    init(of scene: Scene) { self.scene = scene }

    func sorted(_ findings: [Finding]) -> [Finding] {
        findings.enumerated().map { (key: key(of: $0.element), offset: $0.offset, finding: $0.element) }
            .sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }.map(\.finding)
    }

    private func key(of finding: Finding) -> Key {
        Key(
            severity: finding.severity, layer: layer(of: finding), need: need(of: finding),
            host: finding.subject.host?.description ?? "", port: finding.subject.port ?? 0,
            cause: finding.cause.rawValue,
            address: finding.subject.address?.description ?? "")
    }

    /// A proxy in use is the way out, and so is any that is known of where nothing gets out without one: what it does comes
    /// before what the direct ways do.
    private func layer(of finding: Finding) -> Layer {
        guard finding.cause.isOfProxies || finding.subject.via == .proxy else { return finding.cause.layer }
        return scene.assignment.isProxyInUse || isTheOnlyWay(for: finding) ? .route : finding.cause.layer
    }

    private func isTheOnlyWay(for finding: Finding) -> Bool {
        scene.assignment.proxy != nil
            && !finding.vantages.flatMap { scene.ascents(from: $0) }.contains {
                $0.endpoint.service == .hub && $0.endpoint.via == .direct && $0.ladder.isProven
            }
    }

    /// The place of the first need that the finding touches.
    private func need(of finding: Finding) -> Int {
        needs.firstIndex { need in
            finding.vantages.contains(need.vantage)
                && need.endpoints.contains { endpoint in
                    (finding.subject.host == nil || finding.subject.name == endpoint.host)
                        && (finding.subject.port == nil || finding.subject.port == endpoint.port)
                        && (finding.subject.transport == nil || finding.subject.transport == endpoint.transport)
                }
        } ?? needs.count
    }

    private struct Key: Comparable {
        let severity: Finding.Severity
        let layer: Layer
        let need: Int
        let host: String
        let port: UInt16
        let cause: String
        let address: String

        static func < (left: Key, right: Key) -> Bool {
            guard left.severity == right.severity else { return left.severity > right.severity }
            guard left.layer == right.layer, left.need == right.need else {
                return (left.layer, left.need) < (right.layer, right.need)
            }
            return (left.host, left.port, left.cause, left.address) < (
                right.host, right.port, right.cause, right.address
            )
        }
    }
}

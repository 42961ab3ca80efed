import ProbeCore
import ProbeFindings

/// The order of findings in a report: what makes the verdict first.
///
/// Errors before warnings; then what a need that is not met stands on before what only slows; the hub before provisioning
/// before registries; what edgeHub is set to use before what else leads to the hub; then from the lowest layer up.
struct Order {
    private let scene: Scene
    private let needs: [Need]
    /// Those that are not met, in the order in which people ask about them.
    private let unmet: [Need]

    init(of scene: Scene) {
        self.scene = scene
        needs = scene.needs.all
        unmet = needs.filter { need in
            if case .carried = scene.needs.state(of: need) { false } else { true }
        }.enumerated().sorted {
            ($0.element.consumer.place, $0.offset) < ($1.element.consumer.place, $1.offset)
        }.map(\.element)
    }

    func sorted(_ findings: [Merger.Merged]) -> [Finding] {
        findings.enumerated().map { offset, merged in
            (key: key(of: merged.finding, merged.members), offset: offset, finding: merged.finding)
        }
        .sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }.map(\.finding)
    }

    private func key(of finding: Finding, _ members: [Finding]) -> Key {
        Key(
            severity: finding.severity, unmet: members.map(unmetPlace).min() ?? Need.Consumer.places,
            layer: layer(of: finding),
            need: need(of: finding), host: finding.subject.host?.description ?? "", port: finding.subject.port ?? 0,
            cause: finding.cause.rawValue,
            address: finding.subject.address?.description ?? "")
    }

    /// The place of what fails by it; behind all of them where nothing does.
    private func unmetPlace(of finding: Finding) -> Int {
        // What keeps the runtime from working on this device is known for sure, and comes before any network.
        if finding.severity == .error, finding.cause.layer == .device { return -1 }
        guard finding.cause.stopsConnections else { return Need.Consumer.places }
        // What is wrong with the way out is wrong with all that takes it.
        if isOfTheWayOut(finding), unmet.contains(where: { $0.endpoints.contains { $0.via == .proxy } }) { return 0 }
        return unmet.first { touches(finding, $0) }?.consumer.place ?? Need.Consumer.places
    }

    /// A proxy in use is the way out: what it does comes before what the direct ways do.
    private func layer(of finding: Finding) -> Layer {
        isOfTheWayOut(finding) ? .route : finding.cause.layer
    }

    private func isOfTheWayOut(_ finding: Finding) -> Bool {
        scene.assignment.isProxyInUse && (finding.cause.isOfProxies || finding.subject.via == .proxy)
    }

    /// The place of the first need that the finding touches.
    private func need(of finding: Finding) -> Int {
        needs.firstIndex { touches(finding, $0) } ?? needs.count
    }

    private func touches(_ finding: Finding, _ need: Need) -> Bool {
        finding.vantages.contains(need.vantage)
            && need.endpoints.contains { endpoint in
                (finding.subject.host == nil || finding.subject.name == endpoint.host)
                    && (finding.subject.port == nil || finding.subject.port == endpoint.port)
                    && (finding.subject.transport == nil || finding.subject.transport == endpoint.transport)
            }
    }

    private struct Key: Comparable {
        let severity: Finding.Severity
        let unmet: Int
        let layer: Layer
        let need: Int
        let host: String
        let port: UInt16
        let cause: String
        let address: String

        static func < (left: Key, right: Key) -> Bool {
            guard left.severity == right.severity else { return left.severity > right.severity }
            guard left.unmet == right.unmet else { return left.unmet < right.unmet }
            guard left.layer == right.layer, left.need == right.need else {
                return (left.layer, left.need) < (right.layer, right.need)
            }
            return (left.host, left.port, left.cause, left.address) < (
                right.host, right.port, right.cause, right.address
            )
        }
    }
}

extension Need.Consumer {
    /// The hub's before those of the services beside it; edgeHub's transport, which nothing falls back from, before the
    /// agent's, which has two.
    fileprivate var place: Int {
        switch self {
        case .edgeHub: 0
        case .identityService: 1
        case .edgeAgent: 2
        case .provisioning: 3
        case .imagePull: 4
        }
    }

    fileprivate static let places = 5
}

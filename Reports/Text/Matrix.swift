import ProbeCore
import ProbeFindings

/// What works from where: a row for each thing a device needs, a column for each vantage.
///
/// The hub's transports are judged already (`Diagnosis.transports`); for names, provisioning and registries a cell fails
/// where a finding is about that host, and works where the top rung was reached without one.
struct Matrix: Hashable, Sendable {
    enum Cell: Hashable, Sendable {
        /// How long the ladder took, from its first rung's start to its last one's end.
        case works(Seconds?, Endpoint.Via)
        /// The number of the finding that says why, counted from one.
        case fails(Int?)
        /// Fails too, but nothing needs it: the finding is informational.
        case fallsShort(Int)
        /// Could be neither proven nor refuted.
        case unknown
        /// Not asked from there.
        case absent
    }

    struct Row: Hashable, Sendable {
        let name: String
        let port: String
        let cells: [Cell]
    }

    /// A row about the device itself: a sentence in place of cells.
    struct Remark: Hashable, Sendable {
        /// A piece of the sentence, and whether it is as it should be; nothing where that is not known.
        struct Part: Hashable, Sendable {
            let text: String
            let isRight: Bool?
        }

        let name: String
        let parts: [Part]
    }

    let vantages: [Vantage]
    let rows: [Row]
    /// The device's ports, names and clock; empty where a run did not look at them.
    let remarks: [Remark]

    init(_ report: Report) {
        let survey = report.survey
        var vantages = survey.vantages
        for state in report.diagnosis.transports where !vantages.contains(state.vantage) {
            vantages.append(state.vantage)
        }
        self.vantages = vantages
        let assignment = survey.assignment
        let ladders = Ladders(survey.observations)
        let blame = Blame(report.diagnosis.findings)
        var rows = [
            Row(
                name: "name (DNS)", port: "",
                cells: vantages.map { Self.name(assignment.hub, from: $0, ladders, blame) })
        ]
        rows += Self.transports.map { transport, name in
            let endpoint = Endpoint(.hub, assignment.hub, transport)
            return Row(
                name: name, port: "\(endpoint.port)",
                cells: vantages.map { Self.hub(endpoint, from: $0, report.diagnosis.transports, ladders, blame) })
        }
        let services =
            (assignment.dps.map { [("DPS", Endpoint(.dps, $0, .https))] } ?? [])
            + assignment.registries.map { ("registry", Endpoint(.registry, $0, .https)) }
        rows += services.map { name, endpoint in
            Row(
                name: name, port: "\(endpoint.port)",
                cells: vantages.map { Self.service(endpoint, from: $0, ladders, blame) })
        }
        self.rows = rows.filter { row in row.cells.contains { $0 != .absent } }
        remarks = DeviceRows(report).remarks
    }

    private static let transports: [(Transport, String)] = [
        (.https, "HTTPS"), (.amqp, "AMQP"), (.amqpOverWebSocket, "AMQP/WS"), (.mqtt, "MQTT"),
        (.mqttOverWebSocket, "MQTT/WS"),
    ]

    private static func name(_ host: HostName, from vantage: Vantage, _ ladders: Ladders, _ blame: Blame) -> Cell {
        guard let asked = ladders.resolution(of: host, from: vantage) else { return .absent }
        if let finding = blame.findingAboutName(host, from: vantage) { return cell(for: finding) }
        guard asked.outcome.evidence != nil else { return unasked(asked) }
        // A name without a usable address leaves nothing to connect to, whatever the resolvers said.
        guard ladders.hasConnected(to: host, from: vantage) else { return .unknown }
        return .works(asked.duration, .direct)
    }

    private static func hub(
        _ endpoint: Endpoint, from vantage: Vantage, _ states: [Diagnosis.TransportState], _ ladders: Ladders,
        _ blame: Blame
    ) -> Cell {
        let here = states.filter { $0.transport == endpoint.transport && $0.vantage == vantage }
        guard !here.isEmpty else { return .absent }
        if let working = here.first(where: { $0.usable == true && $0.via == .direct })
            ?? here.first(where: { $0.usable == true })
        {
            return .works(ladders.duration(to: endpoint.taking(working.via), from: vantage), working.via)
        }
        guard here.contains(where: { $0.usable == false }) else { return .unknown }
        return blame.finding(about: endpoint, from: vantage).map(cell) ?? .fails(nil)
    }

    private static func service(
        _ endpoint: Endpoint, from vantage: Vantage, _ ladders: Ladders, _ blame: Blame
    ) -> Cell {
        let asked = [Endpoint.Via.direct, .proxy].compactMap { via in
            ladders.top(of: endpoint.taking(via), from: vantage).map { (via, $0) }
        }
        guard let first = asked.first else { return .absent }
        let reached = asked.first { $0.1.outcome.evidence != nil }
        // What concerns the device, the site or the hub is told in other rows once this ladder stands nevertheless.
        if let finding = blame.finding(about: endpoint, from: vantage),
            reached == nil || (finding.isAbout(endpoint.host) && !finding.isBelowTLS)
        {
            return cell(for: finding)
        }
        guard let reached else { return unasked(first.1) }
        return .works(ladders.duration(to: endpoint.taking(reached.0), from: vantage), reached.0)
    }

    private static func cell(for finding: Blame.Match) -> Cell {
        finding.isInformational ? .fallsShort(finding.number) : .fails(finding.number)
    }

    private static func unasked(_ observation: Observation) -> Cell {
        guard case .skipped(let reason) = observation.outcome, reason.code == .excluded else { return .unknown }
        return .absent
    }
}

extension Endpoint {
    fileprivate func taking(_ via: Via) -> Endpoint { Endpoint(service, host, transport, port: port, via: via) }
}

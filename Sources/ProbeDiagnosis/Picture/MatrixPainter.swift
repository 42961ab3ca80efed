import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Fills the matrix of what works from where.
///
/// All of it is judged already: the hub's transports (`Diagnosis.transports`), and the ladders of provisioning and
/// registries (`Scene`). Findings say why a cell fails, and whether the name leads anywhere.
struct MatrixPainter {
    private let scene: Scene
    private let states: [Diagnosis.TransportState]
    private let statesByPlace: [Vantage: [Diagnosis.TransportState]]
    private let ladders: [LadderTrace]
    private let blame: Blame
    private let findings: [Finding]

    init(_ diagnosis: Diagnosis, _ scene: Scene, _ ladders: [LadderTrace]) {
        self.scene = scene
        self.ladders = ladders
        states = diagnosis.transports
        statesByPlace = Dictionary(grouping: diagnosis.transports, by: \.vantage)
        findings = diagnosis.findings
        blame = Blame(diagnosis.findings)
    }

    private var survey: Survey { scene.survey }

    var matrix: Matrix {
        var matrix = Matrix()
        var vantages = survey.vantages
        vantages += states.map(\.vantage).uniqued.filter { [measured = Set(vantages)] in !measured.contains($0) }
        let assignment = survey.assignment
        let hub = Endpoint.Service.hub.profile.transports.map { Endpoint(.hub, assignment.hub, $0) }
        let services =
            (assignment.dps.map { [(Matrix.Matter.provisioning, Endpoint(.dps, $0, .https))] } ?? [])
            + assignment.registries.map { (.registry($0), assignment.endpoint(ofRegistry: $0)) }
        let rows =
            [Matrix.Row(.name, port: nil, vantages.map { name(assignment.hub, from: $0) })]
            + hub.map { endpoint in
                Matrix.Row(
                    .transport(endpoint.transport), port: endpoint.port, vantages.map { hubCell(endpoint, from: $0) })
            }
            + [Matrix.Row(.deviceName, port: 443, vantages.map { deviceName(of: assignment.hub, from: $0) })]
            + services.map { matter, endpoint in
                Matrix.Row(matter, port: endpoint.port, vantages.map { service(endpoint, from: $0) })
            }
        matrix.vantages = vantages
        matrix.rows = rows.filter { row in row.cells.contains { $0 != .absent } }
        matrix.remarks = DeviceRows(findings, states, scene).remarks
        return matrix
    }

    private func name(_ host: HostName, from vantage: Vantage) -> Matrix.Cell {
        guard let asked = observation(of: ResolveName.id, about: Name(host), from: vantage) else { return .absent }
        if let finding = blame.findingAboutName(host, from: vantage), finding.isError || !hasProven(host, from: vantage)
        {
            return cell(for: finding)
        }
        guard let evidence = asked.outcome.evidence else { return unasked(asked) }
        // A name without a usable address leaves nothing to connect to, whatever the resolvers said.
        guard hasConnected(to: host, from: vantage) else { return .unknown(because: "nothing was connected to") }
        return .works((evidence as? NameEvidence).flatMap(Self.networkTime), .direct)
    }

    /// How long whoever gave the addresses took to answer; nothing where it was no resolver.
    private static func networkTime(of evidence: NameEvidence) -> Seconds? {
        guard evidence.source != .hostsFile, evidence.source != .given else { return nil }
        return evidence.servers.lazy.flatMap(\.answers).first { !$0.addresses.isEmpty }?.latency
    }

    private func hubCell(_ endpoint: Endpoint, from vantage: Vantage) -> Matrix.Cell {
        let here = (statesByPlace[vantage] ?? []).filter { $0.transport == endpoint.transport }
        guard !here.isEmpty else { return .absent }
        if let working = here.first(where: { $0.usable == true && $0.via == .direct })
            ?? here.first(where: { $0.usable == true })
        {
            return works(endpoint.through(working.via), from: vantage)
        }
        guard here.contains(where: { $0.usable == false }) else {
            return .unknown(because: Self.undecided)
        }
        return blame.finding(about: endpoint, from: vantage).map(cell) ?? .fails(nil)
    }

    /// Where the classic name leads to the hub, whether its TLS 1.3 name does; nothing is said of a name that does not exist.
    private func deviceName(of hub: HostName, from vantage: Vantage) -> Matrix.Cell {
        let seen = survey.seen(ReachDeviceName.self, from: vantage).filter { $0.about.host == hub }
        if let working = seen.first(where: { $0.evidence.handshake?.isVerified ?? false }) {
            return .works(LadderTraces.duration(of: working.evidence), Matrix.Way(working.about.via))
        }
        guard let name = seen.first?.evidence.host else { return .absent }
        return findings.firstIndex { $0.subject.name == name }.map { .fallsShort($0 + 1) } ?? .absent
    }

    private static let undecided: Sentence = "it was neither proven nor refuted"

    private func service(_ endpoint: Endpoint, from vantage: Vantage) -> Matrix.Cell {
        let asked = [Endpoint.Via.direct, .proxy].compactMap { via in
            observation(of: LadderTraces.top(of: endpoint), about: endpoint.through(via), from: vantage)
                .map { (via, $0) }
        }
        guard let first = asked.first else { return .absent }
        let ladders = asked.map { scene.ladder(endpoint.through($0.0), from: vantage) }.filter { $0.state != .absent }
        let finding = blame.finding(about: endpoint, from: vantage)
        if let proven = ladders.first(where: \.isProven) {
            // What concerns the device, the site or the hub is told in other rows once this ladder stands nevertheless.
            if let finding, finding.isAbout(endpoint.host), !finding.isBelowTLS { return cell(for: finding) }
            // The service answers, and whether it gives what is needed of it is open.
            if hasNeed(.undecided, of: proven.endpoint, from: vantage) { return .unknown(because: Self.undecided) }
            // Or it leads to somebody who does not: what stops everything else stops that one too.
            if hasNeed(.failing, of: proven.endpoint, from: vantage) { return finding.map(cell) ?? .fails(nil) }
            return works(proven.endpoint, from: vantage)
        }
        guard !ladders.isEmpty, !ladders.contains(where: { $0.state == .unknown }) else { return unasked(first.1) }
        return finding.map(cell) ?? .fails(nil)
    }

    /// Whether it has come to that with a need that an endpoint would meet.
    private func hasNeed(_ state: Need.State, of endpoint: Endpoint, from vantage: Vantage) -> Bool {
        scene.needs.all.contains { need in
            need.vantage == vantage && need.endpoints.contains(endpoint) && scene.needs.state(of: need) == state
        }
    }

    private func observation(of probe: ProbeID, about subject: some Subject, from vantage: Vantage) -> Observation? {
        survey.observations(of: probe, about: subject, from: vantage).last
    }

    /// True unless connections to the host are on the record and all of them were without an address to go to.
    private func hasConnected(to host: HostName, from vantage: Vantage) -> Bool {
        let connects = survey.observations(of: ConnectEndpoint.id, from: vantage).filter {
            guard let endpoint = $0.subject as? Endpoint else { return false }
            return endpoint.host == host && endpoint.via == .direct
        }
        return connects.isEmpty || connects.contains { $0.outcome.evidence != nil }
    }

    /// The name led to the service itself.
    private func hasProven(_ host: HostName, from vantage: Vantage) -> Bool {
        ladders.contains {
            $0.isProven && $0.vantage == vantage && $0.endpoint.host == host && $0.endpoint.via == .direct
        }
    }

    private func works(_ endpoint: Endpoint, from vantage: Vantage) -> Matrix.Cell {
        let connect = survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage)?.evidence
        return .works(
            ladders.first { $0.endpoint == endpoint && $0.vantage == vantage }?.duration,
            connect?.usedControlResolver ?? false ? .controlResolver : Matrix.Way(endpoint.via))
    }

    private func cell(for finding: Blame.Match) -> Matrix.Cell {
        finding.isInformational ? .fallsShort(finding.number) : .fails(finding.number)
    }

    private func unasked(_ observation: Observation) -> Matrix.Cell {
        switch observation.outcome {
        case .skipped(let reason) where reason.code == .excluded: .absent
        case .skipped(let reason): .unknown(because: reason.sentence)
        case .failed(let error): .unknown(because: error.sentence)
        case .seen: .unknown(because: Self.undecided)
        }
    }
}

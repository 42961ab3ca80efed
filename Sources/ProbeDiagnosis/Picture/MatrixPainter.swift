import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Fills the matrix of what works from where.
///
/// The hub's transports are judged already (`Diagnosis.transports`); for names, provisioning and registries a cell fails
/// where a finding is about that host, and works where the top rung was reached without one.
struct MatrixPainter {
    private let survey: Survey
    private let states: [Diagnosis.TransportState]
    private let ladders: [LadderTrace]
    private let blame: Blame
    private let findings: [Finding]

    init(_ diagnosis: Diagnosis, _ survey: Survey, _ ladders: [LadderTrace]) {
        self.survey = survey
        self.ladders = ladders
        states = diagnosis.transports
        findings = diagnosis.findings
        blame = Blame(diagnosis.findings)
    }

    var matrix: Matrix {
        var matrix = Matrix()
        var vantages = survey.vantages
        for state in states where !vantages.contains(state.vantage) { vantages.append(state.vantage) }
        let assignment = survey.assignment
        let hub = Endpoint.Service.hub.profile.transports.map { Endpoint(.hub, assignment.hub, $0) }
        let services =
            (assignment.dps.map { [(Matrix.Matter.provisioning, Endpoint(.dps, $0, .https))] } ?? [])
            + assignment.registries.map { (.registry($0), Endpoint(.registry, $0, .https)) }
        let rows =
            [Matrix.Row(.name, port: nil, vantages.map { name(assignment.hub, from: $0) })]
            + hub.map { endpoint in
                Matrix.Row(
                    .transport(endpoint.transport), port: endpoint.port, vantages.map { hubCell(endpoint, from: $0) })
            }
            + services.map { matter, endpoint in
                Matrix.Row(matter, port: endpoint.port, vantages.map { service(endpoint, from: $0) })
            }
        matrix.vantages = vantages
        matrix.rows = rows.filter { row in row.cells.contains { $0 != .absent } }
        matrix.remarks = DeviceRows(findings, states, survey).remarks
        return matrix
    }

    private func name(_ host: HostName, from vantage: Vantage) -> Matrix.Cell {
        guard let asked = observation(of: ResolveName.id, about: Name(host), from: vantage) else { return .absent }
        if let finding = blame.findingAboutName(host, from: vantage), finding.isError || !hasProven(host, from: vantage)
        {
            return cell(for: finding)
        }
        guard asked.outcome.evidence != nil else { return unasked(asked) }
        // A name without a usable address leaves nothing to connect to, whatever the resolvers said.
        guard hasConnected(to: host, from: vantage) else { return .unknown(because: "nothing was connected to") }
        return .works(asked.duration, .direct)
    }

    private func hubCell(_ endpoint: Endpoint, from vantage: Vantage) -> Matrix.Cell {
        let here = states.filter { $0.transport == endpoint.transport && $0.vantage == vantage }
        guard !here.isEmpty else { return .absent }
        if let working = here.first(where: { $0.usable == true && $0.via == .direct })
            ?? here.first(where: { $0.usable == true })
        {
            return .works(duration(of: endpoint.through(working.via), from: vantage), working.via)
        }
        guard here.contains(where: { $0.usable == false }) else {
            return .unknown(because: "it was neither proven nor refuted")
        }
        return blame.finding(about: endpoint, from: vantage).map(cell) ?? .fails(nil)
    }

    private func service(_ endpoint: Endpoint, from vantage: Vantage) -> Matrix.Cell {
        let asked = [Endpoint.Via.direct, .proxy].compactMap { via in
            observation(of: LadderTraces.top(of: endpoint), about: endpoint.through(via), from: vantage)
                .map { (via, $0) }
        }
        guard let first = asked.first else { return .absent }
        let answered = asked.filter { $0.1.outcome.evidence != nil }
        let reached = answered.first { !isNameless(endpoint.through($0.0), from: vantage) }
        // What concerns the device, the site or the hub is told in other rows once this ladder stands nevertheless.
        if let finding = blame.finding(about: endpoint, from: vantage),
            reached == nil || (finding.isAbout(endpoint.host) && !finding.isBelowTLS)
        {
            return cell(for: finding)
        }
        guard let reached else { return answered.isEmpty ? unasked(first.1) : .fails(nil) }
        return .works(duration(of: endpoint.through(reached.0), from: vantage), reached.0)
    }

    /// The ladder stands on an address that the device does not get: the control resolver's, say.
    private func isNameless(_ endpoint: Endpoint, from vantage: Vantage) -> Bool {
        Ladder(endpoint, from: vantage, in: survey).state == .failed(.name)
    }

    private func observation(of probe: ProbeID, about subject: some Subject, from vantage: Vantage) -> Observation? {
        survey.observations(of: probe, from: vantage).last { AnyHashable($0.subject) == AnyHashable(subject) }
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

    private func duration(of endpoint: Endpoint, from vantage: Vantage) -> Seconds? {
        ladders.first { $0.endpoint == endpoint && $0.vantage == vantage }?.duration
    }

    private func cell(for finding: Blame.Match) -> Matrix.Cell {
        finding.isInformational ? .fallsShort(finding.number) : .fails(finding.number)
    }

    private func unasked(_ observation: Observation) -> Matrix.Cell {
        switch observation.outcome {
        case .skipped(let reason) where reason.code == .excluded: .absent
        case .skipped(let reason): .unknown(because: reason.sentence)
        case .failed(let error): .unknown(because: error.sentence)
        case .seen: .unknown(because: "what was seen does not say")
        }
    }
}

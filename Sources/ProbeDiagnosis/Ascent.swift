import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The evidence of one endpoint's ladder and of its controls, from one vantage: what rules above TCP compare.
struct Ascent: Sendable {
    let endpoint: Endpoint
    let vantage: Vantage
    private let survey: Survey

    init(_ endpoint: Endpoint, from vantage: Vantage, in survey: Survey) {
        self.endpoint = endpoint
        self.vantage = vantage
        self.survey = survey
    }

    func seen<P: Question>(_ probe: P.Type) -> Survey.Seen<P>? where P.About == Endpoint {
        survey.seen(P.self, about: endpoint, from: vantage)
    }

    var ladder: Ladder { survey.ladder(endpoint, from: vantage) }

    /// The same host with another transport, on the same way.
    func sibling(_ transport: Transport) -> Ascent {
        Ascent(Endpoint(endpoint.service, endpoint.host, transport, via: endpoint.via), from: vantage, in: survey)
    }

    /// Whether a transport of the same host is proven from here, on either way.
    func proves(_ transport: Transport) -> Bool {
        [Endpoint.Via.direct, .proxy].contains { via in
            let other = Endpoint(endpoint.service, endpoint.host, transport, via: via)
            return survey.ladder(other, from: vantage).isProven
        }
    }

    /// What the ladder's failure is worth.
    var severity: Finding.Severity {
        endpoint.via == .direct
            ? Need.severity(forFailureOf: endpoint, from: vantage, in: survey)
            : Need.severity(forFailureOfProxyAt: endpoint, from: vantage, in: survey)
    }

    /// `myhub.azure-devices.net:8883`, for sentences.
    var place: String { "\(endpoint.host):\(endpoint.port)" }

    /// A proxy on the way is the first suspect for whatever happens inside its tunnel.
    var pathOwner: Owner { endpoint.via == .proxy ? .proxy : .siteNetwork }

    /// The hosts file of the vantage says where the name leads.
    var isLedByHostsFile: Bool {
        endpoint.via == .direct
            && survey.seen(ResolveName.self, about: endpoint, from: vantage)?.evidence.source == .hostsFile
    }

    /// The look-up of the proxy's name, where the proxy has one.
    var proxyLookup: Survey.Seen<ResolveName>? {
        survey.assignment.proxyName.flatMap { survey.seen(ResolveName.self, about: Name($0), from: vantage) }
    }

    /// A finding about the ladder, with the parts filled in that are the same for all.
    func finding(
        _ cause: Cause, owner: Owner, _ confidence: Finding.Confidence, _ summary: String, evidence: [Finding.Proof?],
        refutedBy: String
    ) -> Finding {
        Finding(
            cause, severity, from: [vantage], about: Finding.Subject(endpoint), owner: owner, confidence: confidence,
            summary: summary, evidence: evidence.compactMap(\.self), refutedBy: refutedBy)
    }
}

extension Survey {
    /// Every ladder of the run, vantage by vantage.
    var ascents: [Ascent] {
        vantages.flatMap { vantage in endpoints(from: vantage).map { Ascent($0, from: vantage, in: self) } }
    }

    /// The ladders that ended at a rung.
    func ascents(failedAt rung: Ladder.Rung) -> [Ascent] { ascents.filter { $0.ladder.state == .failed(rung) } }
}

extension Survey.Seen {
    /// A reference to this observation.
    func shows(_ what: String) -> Finding.Proof { Finding.Proof(index, what) }
}

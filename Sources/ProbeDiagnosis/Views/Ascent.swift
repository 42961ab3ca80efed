import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The evidence of one endpoint's ladder and of its controls, from one vantage: what rules above TCP compare.
struct Ascent: Sendable {
    let endpoint: Endpoint
    let vantage: Vantage
    let ladder: Ladder
    private let needs: DeviceNeeds

    init(_ endpoint: Endpoint, from vantage: Vantage, _ needs: DeviceNeeds) {
        self.endpoint = endpoint
        self.vantage = vantage
        self.needs = needs
        ladder = needs.ladders[endpoint, from: vantage]
    }

    private var survey: Survey { needs.ladders.survey }

    func seen<P: Question>(_ probe: P.Type) -> Survey.Seen<P>? where P.About == Endpoint {
        survey.seen(P.self, about: endpoint, from: vantage)
    }

    /// What the service answered, where the ladder ends with HTTPS.
    var serviceAnswer: Survey.Answered? { survey.serviceAnswer(at: endpoint, from: vantage) }

    /// The handshake's controls.
    var controls: HandshakeControls { HandshakeControls(of: self) }

    /// The same host with another transport, on the same way.
    func sibling(_ transport: Transport) -> Ascent {
        Ascent(endpoint.with(transport, via: endpoint.via), from: vantage, needs)
    }

    /// Whether a transport of the same host is proven from here, on either way.
    func proves(_ transport: Transport) -> Bool {
        [Endpoint.Via.direct, .proxy].contains { via in
            needs.ladders[endpoint.with(transport, via: via), from: vantage].isProven
        }
    }

    /// What the ladder's failure is worth.
    var severity: Finding.Severity {
        endpoint.via == .direct
            ? needs.severity(forFailureOf: endpoint, from: vantage)
            : needs.severity(forFailureOfProxyAt: endpoint, from: vantage)
    }

    /// The worst that a fault of the service is worth, whatever else is open: what nothing of this device's own
    /// configuration takes an image from stops nothing, though a deployment may name it.
    var gravest: Finding.Severity {
        endpoint.service == .registry && survey.assignment.isSpare(endpoint.host) ? .warning : .error
    }

    /// Nothing depends on what this registry has or gives: it is a mirror, or another one gives it.
    var isSparedByAnother: Bool { survey.assignment.isMirror(endpoint) || isPulledElsewhere }

    /// What is to be pulled from this registry comes from another one.
    var isPulledElsewhere: Bool { needs.isPulledElsewhere(than: endpoint, from: vantage) }

    /// What it is worth that this registry lacks an image of the deployment.
    var severityOfLack: Finding.Severity { needs.severity(forLackAt: endpoint, from: vantage) }

    /// The identity service, which asks the provisioning service too where that is needed, and the engine run on the host
    /// and trust what it trusts.
    var isJudgedByTheHost: Bool {
        vantage == .host && endpoint.transport == .https
            && (endpoint.service != .dps || survey.assignment.idScope != nil)
    }

    /// The engine needs no TLS there, and no certificate.
    var isTakenWithoutTLS: Bool { survey.isTakenWithoutTLS(endpoint) }

    /// `myhub.azure-devices.net:8883`, for sentences.
    var place: SentenceArgument { .service(endpoint.host, port: endpoint.port) }

    /// A proxy on the way is the first suspect for whatever happens inside its tunnel.
    var pathOwner: Owner { endpoint.via == .proxy ? .proxy : .siteNetwork }

    /// The hosts file of the vantage says where the name leads.
    var isLedByHostsFile: Bool {
        guard endpoint.via == .direct,
            let name = survey.seen(ResolveName.self, about: endpoint, from: vantage)?.evidence,
            name.source == .hostsFile
        else { return false }
        // An entry that says what the resolvers say leads nobody astray.
        let answers = Set(name.servers.flatMap(\.answers).flatMap(\.addresses))
        return answers.isDisjoint(with: name.hostsFile)
    }

    /// The look-up of the proxy's name, where the proxy has one.
    var proxyLookup: Survey.Seen<ResolveName>? {
        survey.assignment.proxyName.flatMap { survey.seen(ResolveName.self, about: Name($0), from: vantage) }
    }

    /// A finding about the ladder, with the parts filled in that are the same for all.
    func finding(
        _ cause: Cause, owner: Owner, _ confidence: Finding.Confidence, _ summary: Sentence, evidence: [Finding.Proof?],
        refutedBy: Sentence
    ) -> Finding {
        Finding(
            cause, severity, from: [vantage], about: Finding.Subject(endpoint), owner: owner, confidence: confidence,
            summary: summary, evidence: evidence.compactMap(\.self), refutedBy: refutedBy)
    }
}

extension Survey.Seen {
    /// A reference to this observation, which speaks for the cause.
    func shows(_ what: Sentence) -> Finding.Proof { Finding.Proof(index, what) }

    /// A reference to this observation, which was compared with another one.
    func shows(control what: Sentence) -> Finding.Proof { Finding.Proof(index, what, .control) }
}

extension Endpoint {
    /// The same host with a transport: at the same port where that is this endpoint's own.
    fileprivate func with(_ transport: Transport, via: Via) -> Endpoint {
        Endpoint(service, host, transport, port: transport == self.transport ? port : nil, via: via)
    }
}

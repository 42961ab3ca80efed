import ProbeCore
import ProbeFindings

/// One member of `findings`: `vantage` always, `vantages` only where there are several.
struct FindingDocument: Codable {
    /// The `subject` object; a resolver is text, `10.3.0.53:53`.
    struct Subject: Codable {
        var host: Host?
        var address: IPAddress?
        var port: UInt16?
        var transport: Transport?
        var via: Endpoint.Via?
        var resolver: String?
        var process: LocalText?
    }

    struct Proof: Codable {
        var observation: Int
        var shows: String
        var message: MessageDocument?
        /// Only where it is what the fault was compared with.
        var control: Bool?

        init(_ proof: Finding.Proof) {
            observation = proof.observation
            shows = proof.shows.english
            message = MessageDocument(proof.shows)
            control = proof.role == .control ? true : nil
        }

        var proof: Finding.Proof {
            Finding.Proof(
                observation, MessageDocument.sentence(message, shows), control == true ? .control : .speaks)
        }
    }

    /// Only in a report about several hubs: the first that has it, and where more have it all of them.
    var hub: HostName?
    var hubs: [HostName]?
    var cause: String
    var severity: Finding.Severity
    var vantage: Vantage
    var vantages: [Vantage]?
    var subject: Subject
    var owner: Owner
    var confidence: Finding.Confidence
    /// What the rule would have said were nothing open; only where that is more.
    var claimed: Finding.Confidence?
    var summary: String
    var message: MessageDocument?
    var location: LocationDocument
    var evidence: [Proof]
    var refutedBy: String
    var refutedByMessage: MessageDocument?
    var excluded: [ExclusionDocument]?
    var open: [DoubtDocument]?
    /// Observations that nothing accounts for and that the finding may have something to do with.
    var unexplained: [Int]?
    var explains: [String]
    var remedies: [RemedyDocument]

    init(_ finding: Finding) {
        cause = finding.cause.rawValue
        severity = finding.severity
        vantage = finding.vantages.first ?? .host
        vantages = finding.vantages.count > 1 ? finding.vantages : nil
        subject = Subject(
            host: finding.subject.host, address: finding.subject.address, port: finding.subject.port,
            transport: finding.subject.transport, via: finding.subject.via,
            resolver: finding.subject.resolver?.description, process: finding.subject.process)
        owner = finding.owner
        confidence = finding.confidence
        claimed = finding.claim == finding.confidence ? nil : finding.claim
        summary = finding.summary.english
        message = MessageDocument(finding.summary)
        location = LocationDocument(finding.location)
        evidence = finding.evidence.map(Proof.init)
        refutedBy = finding.refutedBy.english
        refutedByMessage = MessageDocument(finding.refutedBy)
        excluded = finding.differential?.excluded.map(ExclusionDocument.init)
        open = finding.differential?.open.map(DoubtDocument.init)
        unexplained = finding.differential?.unexplained
        explains = finding.explains.map(\.rawValue)
        remedies = finding.remedies.map(RemedyDocument.init)
    }

    /// The finding; nothing where a newer tool named a cause that this one does not know.
    var finding: Finding? {
        guard let cause = Cause(rawValue: cause) else { return nil }
        var finding = Finding(
            cause, severity, from: vantages ?? [vantage],
            about: Finding.Subject(
                host: subject.host, address: subject.address, port: subject.port, transport: subject.transport,
                via: subject.via, resolver: subject.resolver.flatMap { SocketAddress($0, defaultPort: 53) },
                process: subject.process),
            owner: owner, confidence: claimed ?? confidence, summary: MessageDocument.sentence(message, summary),
            location: location.location, evidence: evidence.map(\.proof),
            refutedBy: MessageDocument.sentence(refutedByMessage, refutedBy), explains: explains.compactMap(Cause.init))
        finding.remedies = remedies.compactMap(\.remedy)
        guard let excluded, let open else { return finding.recorded(confidence) }
        return finding.weighed(
            Differential(
                excluded: excluded.compactMap(\.exclusion), open: open.compactMap(\.doubt),
                unexplained: unexplained ?? []))
    }
}

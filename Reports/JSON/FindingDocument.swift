import ProbeCore
import ProbeFindings

/// One member of `findings`: `vantage` always, `vantages` only where there are several.
struct FindingDocument: Codable {
    /// The `subject` object; a resolver is text, `10.3.0.53:53`.
    struct Subject: Codable {
        var host: String?
        var address: IPAddress?
        var port: UInt16?
        var transport: Transport?
        var via: Endpoint.Via?
        var resolver: String?
        var process: String?
    }

    var cause: String
    var severity: Finding.Severity
    var vantage: Vantage
    var vantages: [Vantage]?
    var subject: Subject
    var owner: Owner
    var confidence: Finding.Confidence
    var summary: String
    var location: Finding.Location
    var evidence: [Finding.Proof]
    var refutedBy: String
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
        summary = finding.summary
        location = finding.location
        evidence = finding.evidence
        refutedBy = finding.refutedBy
        explains = finding.explains.map(\.rawValue)
        remedies = finding.remedies.map(RemedyDocument.init)
    }

    /// The finding; nothing where a newer tool named a cause that this one does not know.
    var finding: Finding? {
        guard let cause = Cause(rawValue: cause) else { return nil }
        return Finding(
            cause, severity, from: vantages ?? [vantage],
            about: Finding.Subject(
                host: subject.host, address: subject.address, port: subject.port, transport: subject.transport,
                via: subject.via, resolver: subject.resolver.flatMap { SocketAddress($0, defaultPort: 53) },
                process: subject.process),
            owner: owner, confidence: confidence, summary: summary, location: location, evidence: evidence,
            refutedBy: refutedBy, explains: explains.compactMap(Cause.init), remedies: remedies.map(\.remedy))
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something this device itself did to packets before they were on their way: to contacts, or to its resolvers.
struct LocalFailure {
    let vantages: [Vantage]
    let severity: Finding.Severity
    let subject: Finding.Subject
    let description: String
    let target: String
    /// The error of connect(), or of the datagram.
    let error: SystemError?
    let proofs: [Finding.Proof]
    /// Where the packets went, in numbers.
    let addresses: [IPAddress]

    /// What connect() refused with one of the given errors, and look-ups whose every datagram met one of them.
    static func all(_ errors: Set<SystemError>, in survey: Survey) -> [LocalFailure] {
        errors.sorted { $0.description < $1.description }.flatMap { error in
            Extent.all(in: survey) { $0.result == .denied(error) }.map { extent in
                LocalFailure(
                    extent, error, in: survey,
                    extent.proofs { contact, _ in
                        "connect() to \(contact.remote) fails with \(error) before a packet leaves"
                    })
            }
        } + resolvers(errors, in: survey)
    }

    init(_ extent: Extent, _ error: SystemError? = nil, in survey: Survey, _ proofs: [Finding.Proof]) {
        vantages = extent.vantages
        severity = extent.severity(in: survey)
        subject = extent.subject
        description = extent.description
        target = extent.target
        addresses = extent.contacts.map(\.remote.address).uniqued
        self.error = error
        self.proofs = proofs
    }

    /// Look-ups that failed because every resolver's datagram met one of the errors, and no message from afar.
    static func resolvers(_ errors: Set<SystemError>, in survey: Survey) -> [LocalFailure] {
        survey.vantages.flatMap { Lookup.all(from: $0, in: survey) }.compactMap { lookup in
            // What nobody on the link answers was on its way already.
            guard let error = lookup.localError, errors.contains(error), !lookup.meetsDeadNeighbour,
                let server = lookup.evidence.servers.first?.server
            else { return nil }
            return LocalFailure(lookup, server, error, in: survey)
        }
    }

    private init(_ lookup: Lookup, _ server: SocketAddress, _ error: SystemError, in survey: Survey) {
        vantages = [lookup.vantage]
        severity = lookup.severity(in: survey)
        subject = Finding.Subject(resolver: server)
        description = "DNS to the resolver \(server)"
        target = "\(server.address)"
        addresses = [server.address]
        self.error = error
        proofs = [
            Finding.Proof(
                lookup.observation,
                "a datagram to the resolver \(server) for \(lookup.host) fails with \(error) on this device")
        ]
    }

    /// What failures on this device look like further up, besides the causes of the layer they sit on.
    static let symptoms: [Cause] = [.transportOnly443, .dpsBlocked]

    /// The scope of a local finding, and the group of ports that it makes look like the site's doing.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        if Scope(of: finding).contains(symptom) { return true }
        let ports: [UInt16?] = [Transport.amqp.port, Transport.mqtt.port]
        return symptom.cause == .transportOnly443 && symptom.subject.host == finding.subject.host
            && ports.contains(finding.subject.port) && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }

    func finding(
        _ cause: Cause, confidence: Finding.Confidence, summary: String, culprit: Culprit? = nil, refutedBy: String
    ) -> Finding {
        Finding(
            cause, severity, from: vantages, about: subject, owner: .device, confidence: confidence, summary: summary,
            location: Finding.Location(kind: .thisDevice, rule: culprit?.rule, text: "on this device"),
            evidence: proofs + (culprit.map { [$0.proof] } ?? []), refutedBy: refutedBy)
    }

    /// The rule or route that does it, where the host's own tables name one.
    struct Culprit {
        let rule: String
        let proof: Finding.Proof
    }
}

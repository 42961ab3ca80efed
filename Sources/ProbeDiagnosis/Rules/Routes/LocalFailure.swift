import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Something this device itself did to packets before they were on their way: to contacts, or to its resolvers.
struct LocalFailure {
    let vantages: [Vantage]
    let severity: Finding.Severity
    let subject: Finding.Subject
    /// What is concerned, as a noun to follow "outgoing".
    let noun: Sentence
    let target: SentenceArgument
    /// The error of connect(), or of the datagram.
    let error: SystemError?
    let proofs: [Finding.Proof]
    /// Where the packets went, in numbers.
    let addresses: [IPAddress]

    /// What connect() refused with one of the given errors, and look-ups whose every datagram met one of them.
    static func all(_ errors: Set<SystemError>, in scene: Scene) -> [LocalFailure] {
        errors.sorted { $0.description < $1.description }.flatMap { error in
            Extent.all(in: scene) { $0.result == .denied(error) }.map { extent in
                LocalFailure(
                    extent, error,
                    proofs: extent.proofs { contact, _ in
                        "connect() to \(contact.remote) fails with \(error) before a packet leaves"
                    })
            }
        } + resolvers(errors, in: scene)
    }

    init(
        _ extent: Extent, _ error: SystemError? = nil, besides others: [Vantage] = [], proofs: [Finding.Proof]
    ) {
        vantages = extent.vantages + others
        severity = extent.severity
        subject = extent.subject
        noun = extent.noun
        target = extent.target
        addresses = extent.contacts.map(\.remote.address).uniqued
        self.error = error
        self.proofs = proofs
    }

    /// Look-ups that failed because every resolver's datagram met one of the errors, and no message from anybody.
    static func resolvers(_ errors: Set<SystemError>, in scene: Scene) -> [LocalFailure] {
        scene.lookups.compactMap { lookup in
            // What an ICMP error answers was on its way already.
            guard let error = lookup.localError, errors.contains(error), lookup.ownWord == nil,
                let server = lookup.evidence.routed.first?.server
            else { return nil }
            return LocalFailure(lookup, server, error)
        }
    }

    /// What the host sent in vain, where something of this device may account for it.
    ///
    /// To services, or where no name is known, to resolvers; with the containers that got no answer by the same way, where it
    /// takes theirs as well.
    static func silent(
        in scene: Scene, withContainers: Bool, to isMeant: (IPAddress) -> Bool
    ) -> [LocalFailure] {
        let contacts = scene.contacts(from: .host)
        let silent = contacts.filter { $0.result == .silent && isMeant($0.remote.address) }
        let extents = Extent.all(of: silent, among: contacts).map { extent in
            let others = withContainers ? alike(extent, scene) : []
            return LocalFailure(
                extent, besides: others.map(\.vantage).uniqued,
                proofs: (extent.contacts + others).flatMap { $0.silenceProofs.prefix(1) })
        }
        guard contacts.isEmpty else { return extents }
        return scene.lookups(from: .host).prefix(1).compactMap { lookup in
            let servers = lookup.evidence.routed.map(\.server)
            guard let server = servers.first, lookup.fails, !lookup.hasAnswer,
                servers.allSatisfy({ isMeant($0.address) })
            else { return nil }
            return LocalFailure(
                lookup, server, because: "no answer of \(server) is heard when it is asked for \(lookup.host)")
        }
    }

    private static func alike(_ extent: Extent, _ scene: Scene) -> [Contact] {
        scene.vantages.filter { $0 != .host }.flatMap { scene.contacts(from: $0) }.filter { contact in
            contact.result == .silent && extent.contacts.contains { $0.remote == contact.remote }
                && scene.roads.areOne(from: .host, contact.vantage, to: contact.remote.address, scene.survey)
        }
    }

    init(_ lookup: Lookup, _ server: SocketAddress, _ error: SystemError? = nil, because proof: Sentence) {
        vantages = [lookup.vantage]
        severity = lookup.severity
        subject = Finding.Subject(resolver: server)
        noun = "DNS to the resolver \(server)"
        target = .address(server.address)
        addresses = [server.address]
        self.error = error
        proofs = [Finding.Proof(lookup.observation, proof)]
    }

    private init(_ lookup: Lookup, _ server: SocketAddress, _ error: SystemError) {
        self.init(
            lookup, server, error,
            because: "a datagram to the resolver \(server) for \(lookup.host) fails with \(error) on this device")
    }

    func finding(
        _ cause: Cause, confidence: Finding.Confidence, summary: Sentence, blame: Blame? = nil, refutedBy: Sentence
    ) -> Finding {
        Finding(
            cause, severity, from: vantages, about: subject, owner: .device, confidence: confidence, summary: summary,
            location: Finding.Location(kind: .thisDevice, culprit: blame?.culprit, text: "on this device"),
            evidence: proofs + (blame.map { [$0.proof] } ?? []), refutedBy: refutedBy)
    }

    /// The rule or route that does it, where the host's own tables name one.
    struct Blame {
        let culprit: Culprit
        let proof: Finding.Proof
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The contacts of one vantage that failed alike, as one thing to speak of: a port, an address, or everything.
///
/// A control that fails the same way widens the scope, and one finding takes the place of many.
struct Extent {
    enum Width { case port, address, addresses, everything }

    let contacts: [Contact]
    let width: Width

    private init(contacts: [Contact], width: Width) {
        self.contacts = contacts
        self.width = width
    }

    /// Several addresses: everything, unless something else was tried as well, or nothing but one host was.
    private init(several failing: [Contact], among contacts: [Contact]) {
        let isAll = failing.count == contacts.count && failing.contains { $0.host != failing[0].host }
        self.init(contacts: failing, width: isAll ? .everything : .addresses)
    }

    /// The widest extents that the failing contacts fill, in the order of the contacts.
    static func all(of failing: [Contact], among contacts: [Contact]) -> [Extent] {
        let addresses = failing.map(\.remote.address).uniqued
        if addresses.count > 1, failing.count == contacts.count { return [Extent(several: failing, among: contacts)] }
        return addresses.flatMap { address -> [Extent] in
            let here = failing.filter { $0.remote.address == address }
            let isWhole = contacts.filter { $0.remote.address == address }.count == here.count
            let remotes = here.map(\.remote).uniqued
            if isWhole, remotes.count > 1 { return [Extent(contacts: here, width: .address)] }
            return remotes.map { remote in Extent(contacts: here.filter { $0.remote == remote }, width: .port) }
        }
    }

    /// What does not depend on the port, unless another port of the address answers: an extent for each address, or one
    /// for all of them.
    static func ofAddresses(_ failing: [Contact], among contacts: [Contact], together: Bool) -> [Extent] {
        let addresses = failing.map(\.remote.address).uniqued
        let answering = Set(contacts.filter { $0.result == .answered }.map(\.remote.address))
        guard together, addresses.count > 1, answering.isDisjoint(with: addresses) else {
            return addresses.flatMap { address in
                let here = failing.filter { $0.remote.address == address }
                return answering.contains(address) || Set(here.map(\.remote)).count == 1
                    ? all(of: here, among: contacts) : [Extent(contacts: here, width: .address)]
            }
        }
        return [Extent(several: failing, among: contacts)]
    }

    /// What takes the way to a host whichever of its addresses is tried: an extent for each host, or one for everything.
    static func ofHosts(_ failing: [Contact], among contacts: [Contact]) -> [Extent] {
        let extents = all(of: failing, among: contacts)
        guard extents.count > 1 else { return extents }
        return failing.map(\.host).uniqued.flatMap { host in
            let here = failing.filter { $0.host == host }
            return Set(here.map(\.remote.address)).count > 1
                ? [Extent(several: here, among: contacts)]
                : all(of: here, among: contacts.filter { $0.host == host })
        }
    }

    /// The contacts that a test selects, widened, from every vantage; with what this device did to others.
    static func all(in scene: Scene, where fails: (Contact) -> Bool) -> [Extent] {
        scene.vantages.flatMap { vantage in
            let contacts = scene.contacts(from: vantage) + scene.unplanned(from: vantage).filter(\.isKeptHere)
            return all(of: contacts.filter(fails), among: contacts)
        }
    }

    var vantages: [Vantage] { contacts.map(\.vantage).uniqued }

    var severity: Finding.Severity { contacts.map(\.severity).max() ?? .info }

    var subject: Finding.Subject {
        let hosts = contacts.map(\.host).uniqued
        let host = hosts.count == 1 ? hosts.first : nil
        guard let first = contacts.first else { return Finding.Subject() }
        let via: Endpoint.Via? = contacts.allSatisfy { $0.subject.via == .proxy } ? .proxy : nil
        return switch width {
        case .everything: Finding.Subject()
        case .addresses: Finding.Subject(host, via: via)
        case .address: Finding.Subject(host, address: first.remote.address, via: via)
        case .port where contacts.count == 1: first.subject
        case .port: Finding.Subject(host, address: first.remote.address, port: first.port)
        }
    }

    /// What is concerned, as a noun to follow "outgoing".
    var noun: Sentence {
        let ports = Set(contacts.map(\.port)).sorted()
        let hosts = contacts.map(\.host).uniqued
        guard let first = contacts.first else { return "traffic" }
        return switch width {
        case .everything: "traffic of every kind (to \(hosts), \(.port, ports))"
        case .addresses: "traffic to \(contacts.map(\.remote.address).uniqued) (\(hosts), \(.port, ports))"
        case .address: "traffic to \(first.remote.address) (\(hosts), \(.port, ports))"
        case .port: first.noun
        }
    }

    /// Where it went, for commands and conditions.
    var target: SentenceArgument {
        guard let first = contacts.first else { return .worded("the target", .term) }
        return switch width {
        case .port: .socket(first.remote)
        case .address, .everything: .address(first.remote.address)
        case .addresses: .list(contacts.map { .address($0.remote.address) }.uniqued, .conjunction)
        }
    }

    /// What the decisive attempts show, each observation once.
    func proofs(_ clause: (Contact, ConnectAttempt) -> Sentence) -> [Finding.Proof] {
        contacts.flatMap { contact in contact.proofs { clause(contact, $0) } }.uniqued
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: Sentence,
        location: Finding.Location = .unknown, evidence: [Finding.Proof], refutedBy: Sentence
    ) -> Finding {
        var finding = Finding(
            cause, severity, from: vantages, about: subject, owner: owner, confidence: confidence, summary: summary,
            location: location, evidence: evidence.uniqued, refutedBy: refutedBy)
        if width != .port { finding.parts = contacts.map(\.subject).uniqued }
        return finding
    }
}

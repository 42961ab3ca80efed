import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The contacts of one vantage that failed alike, as one thing to speak of: a port, an address, or everything.
///
/// Rule 3 of evidence: a control that fails the same way widens the scope, and one finding takes the place of many.
struct Extent {
    enum Width { case port, address, everything }

    let contacts: [Contact]
    let width: Width

    /// The widest extents that the failing contacts fill, in the order of the contacts.
    static func all(of failing: [Contact], among contacts: [Contact]) -> [Extent] {
        let addresses = failing.map(\.remote.address).uniqued
        if addresses.count > 1, failing.count == contacts.count {
            return [Extent(contacts: failing, width: .everything)]
        }
        return addresses.flatMap { address -> [Extent] in
            let here = failing.filter { $0.remote.address == address }
            let isWhole = contacts.filter { $0.remote.address == address }.count == here.count
            let remotes = here.map(\.remote).uniqued
            if isWhole, remotes.count > 1 { return [Extent(contacts: here, width: .address)] }
            return remotes.map { remote in Extent(contacts: here.filter { $0.remote == remote }, width: .port) }
        }
    }

    /// The contacts that a test selects, widened, from every vantage.
    static func all(in survey: Survey, where fails: (Contact) -> Bool) -> [Extent] {
        survey.vantages.flatMap { vantage in
            let contacts = survey.contacts(from: vantage)
            return all(of: contacts.filter(fails), among: contacts)
        }
    }

    var vantages: [Vantage] { contacts.map(\.vantage).uniqued }

    func severity(in survey: Survey) -> Finding.Severity { contacts.map { $0.severity(in: survey) }.max() ?? .info }

    var subject: Finding.Subject {
        let hosts = contacts.map(\.host).uniqued
        let host = hosts.count == 1 ? hosts.first?.description : nil
        guard let first = contacts.first else { return Finding.Subject() }
        return switch width {
        case .everything: Finding.Subject()
        case .address: Finding.Subject(host: host, address: first.remote.address)
        case .port where contacts.count == 1: first.subject
        case .port: Finding.Subject(host: host, address: first.remote.address, port: first.port)
        }
    }

    /// What is concerned, to follow "outgoing".
    var description: String {
        let ports = wording(of: Set(contacts.map(\.port)).sorted())
        let hosts = listing(contacts.map(\.host).uniqued.map(\.description))
        guard let first = contacts.first else { return "traffic" }
        return switch width {
        case .everything: "traffic of every kind (to \(hosts), \(ports))"
        case .address: "traffic to \(first.remote.address) (\(hosts), \(ports))"
        case .port: first.description
        }
    }

    /// Where it went, for commands and conditions.
    var target: String {
        guard let first = contacts.first else { return "the target" }
        return width == .port ? "\(first.remote)" : "\(first.remote.address)"
    }

    /// What the decisive attempts show, each observation once.
    func proofs(_ clause: (Contact, ConnectAttempt) -> String) -> [Finding.Proof] {
        contacts.flatMap { contact in contact.proofs { clause(contact, $0) } }.uniqued
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: String,
        location: Finding.Location = .unknown, evidence: [Finding.Proof], refutedBy: String, in survey: Survey
    ) -> Finding {
        Finding(
            cause, severity(in: survey), from: vantages, about: subject, owner: owner, confidence: confidence,
            summary: summary, location: location, evidence: evidence.uniqued, refutedBy: refutedBy)
    }
}

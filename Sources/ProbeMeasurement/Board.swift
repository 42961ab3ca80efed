package import ProbeCore

/// What every probe of a run has reported so far; the scheduler writes it, inputs read it.
package struct Board {
    /// A question: one probe about one subject.
    package struct Key: Hashable {
        package let probe: ProbeID
        package let about: AnyHashable

        package init(_ probe: ProbeID, _ about: some Subject) {
            self.probe = probe
            self.about = AnyHashable(about)
        }
    }

    /// The erased state of a question; the types are those of the probe that wrote it.
    package enum Entry {
        case waiting
        case interim(any Sendable)
        case final(Outcome<any Sendable>, product: (any Live)?)
    }

    /// The typed state of a question.
    package enum State<P: Probe> {
        /// Not part of this run.
        case absent
        case waiting
        case interim(P.About, P.Evidence)
        case final(P.About, Outcome<P.Evidence>, product: P.Product?)
    }

    /// What a question has come to, whatever it was about and whatever its probe leaves to others.
    package enum Answer<Evidence> {
        /// Nothing was seen yet.
        case open
        /// What was seen so far.
        case interim(Evidence)
        case seen(Evidence)
        /// It was skipped, or it failed.
        case unseen

        fileprivate init(_ entry: Entry) {
            switch entry {
            case .waiting: self = .open
            case .interim(let evidence): self = (evidence as? Evidence).map { .interim($0) } ?? .open
            case .final(.seen(let evidence), _): self = (evidence as? Evidence).map { .seen($0) } ?? .unseen
            case .final: self = .unseen
            }
        }
    }

    package private(set) var entries: [Key: Entry] = [:]

    package let plan: Plan

    package init(plan: Plan) { self.plan = plan }

    package mutating func record(_ entry: Entry, for key: Key) { entries[key] = entry }

    /// The state of a probe about the subject, or about the wider subject that it belongs to.
    package func state<P: Probe>(of probe: P.Type, for about: some Subject) -> State<P> {
        guard let subject = about.narrowed(to: P.About.self), let entry = entries[Key(P.id, subject)] else {
            return .absent
        }
        switch entry {
        case .waiting: return .waiting
        case .interim(let evidence):
            guard let evidence = evidence as? P.Evidence else { return .waiting }
            return .interim(subject, evidence)
        case .final(.seen(let evidence), let product):
            guard let evidence = evidence as? P.Evidence else { return .absent }
            return .final(subject, .seen(evidence), product: product as? P.Product)
        case .final(.skipped(let reason), _): return .final(subject, .skipped(reason), product: nil)
        case .final(.failed(let error), _): return .final(subject, .failed(error), product: nil)
        }
    }

    /// The states of a probe about all its subjects.
    package func states<P: Probe>(of probe: P.Type) -> [State<P>] {
        entries.keys.filter { $0.probe == P.id }.compactMap { $0.about.base as? P.About }.map {
            state(of: probe, for: $0)
        }
    }

    /// The answers to a probe's question about all its subjects.
    package func answers<P: Probe>(of probe: P.Type) -> [Answer<P.Evidence>] {
        entries.compactMap { key, entry in key.probe == P.id ? Answer(entry) : nil }
    }
}

extension Board.Answer {
    /// Whether it may change.
    package var isOpen: Bool {
        switch self {
        case .open, .interim: true
        case .seen, .unseen: false
        }
    }

    /// What is known so far.
    package var evidence: Evidence? {
        switch self {
        case .seen(let evidence), .interim(let evidence): evidence
        case .open, .unseen: nil
        }
    }
}

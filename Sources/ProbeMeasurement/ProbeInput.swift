package import ProbeCore

/// What a probe needs before it can start; the only source of order in a run.
package protocol ProbeInput: Sendable {
    /// The probes whose outcomes it reads, for `edgeprobe list` and the catalogue test.
    static var upstream: [ProbeID] { get }

    /// It hands on a connection that is open, so that who takes it needs none of its own.
    static var isConnection: Bool { get }

    static func resolve(from board: Board, about: some Subject) -> Readiness<Self>
}

extension ProbeInput {
    package static var isConnection: Bool { false }
}

/// Whether an input is there.
package enum Readiness<Input: Sendable>: Sendable {
    /// Nothing to decide on yet.
    case waiting
    /// Usable, but more may come: the probe starts if it is called for, else waits.
    case provisional(Input)
    /// Final.
    case settled(Input)
    /// It will never come.
    case impossible(SkipReason)
}

/// No input: starts at once.
package struct Nothing: ProbeInput {
    package init() {}
    package static var upstream: [ProbeID] { [] }
    package static func resolve(from board: Board, about: some Subject) -> Readiness<Nothing> { .settled(Nothing()) }
}

/// The outcome of a probe, whatever it was, once it is final.
package struct After<P: Probe>: ProbeInput {
    package let about: P.About
    package let outcome: Outcome<P.Evidence>

    package init(_ about: P.About, _ outcome: Outcome<P.Evidence>) {
        self.about = about
        self.outcome = outcome
    }

    package static var upstream: [ProbeID] { [P.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<After<P>> {
        switch board.state(of: P.self, for: about) {
        case .absent: .impossible(SkipReason(.excluded, "\(P.id) is not part of this run"))
        case .waiting, .interim: .waiting
        case .final(let subject, let outcome, _): .settled(After(subject, outcome))
        }
    }
}

/// What a probe has reported so far: interim while it still waits, then final.
///
/// Starts controls early: a probe that is stuck reports that, and what explains a silence begins while it still waits.
package struct Following<P: Probe>: ProbeInput {
    package let about: P.About
    package let evidence: P.Evidence
    package let isFinal: Bool

    package init(_ about: P.About, _ evidence: P.Evidence, isFinal: Bool) {
        self.about = about
        self.evidence = evidence
        self.isFinal = isFinal
    }

    package static var upstream: [ProbeID] { [P.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Following<P>> {
        switch board.state(of: P.self, for: about) {
        case .absent: .impossible(SkipReason(.excluded, "\(P.id) is not part of this run"))
        case .waiting: .waiting
        case .interim(let subject, let evidence): .provisional(Following(subject, evidence, isFinal: false))
        case .final(let subject, .seen(let evidence), _): .settled(Following(subject, evidence, isFinal: true))
        case .final(_, .skipped(let reason), _): .impossible(reason)
        case .final(_, .failed(let error), _):
            .impossible(SkipReason(.prerequisite, "\(P.id) gave no evidence: \(error)"))
        }
    }
}

/// A rung to stand on: the evidence and the live product of the probe below.
package struct On<P: Probe>: ProbeInput {
    package let about: P.About
    package let evidence: P.Evidence
    package let product: P.Product

    package init(_ about: P.About, _ evidence: P.Evidence, _ product: P.Product) {
        self.about = about
        self.evidence = evidence
        self.product = product
    }

    package static var upstream: [ProbeID] { [P.id] }

    package static var isConnection: Bool { true }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<On<P>> {
        switch board.state(of: P.self, for: about) {
        case .absent: .impossible(SkipReason(.excluded, "\(P.id) is not part of this run"))
        case .waiting, .interim: .waiting
        case .final(let subject, .seen(let evidence), let product):
            if let product {
                .settled(On(subject, evidence, product))
            } else {
                .impossible(SkipReason(.prerequisite, "\(P.id) did not get through"))
            }
        case .final(_, .skipped(let reason), _): .impossible(reason)
        case .final(_, .failed(let error), _):
            .impossible(SkipReason(.prerequisite, "\(P.id) gave no evidence: \(error)"))
        }
    }
}

/// The upper of two rungs where the plan has it for the subject, else the lower: TLS inside a proxy's tunnel or on TCP.
package enum OnEither<Upper: Probe, Lower: Probe>: ProbeInput {
    case upper(On<Upper>)
    case lower(On<Lower>)

    package static var upstream: [ProbeID] { [Upper.id, Lower.id] }

    package static var isConnection: Bool { true }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Self> {
        if case .absent = board.state(of: Upper.self, for: about) {
            return On<Lower>.resolve(from: board, about: about).map(Self.lower)
        }
        return On<Upper>.resolve(from: board, about: about).map(Self.upper)
    }
}

extension OnEither where Upper.Product == Lower.Product {
    /// The connection to stand on, whichever rung it comes from.
    package var product: Upper.Product {
        switch self {
        case .upper(let upper): upper.product
        case .lower(let lower): lower.product
        }
    }
}

/// Two inputs, both of which have to be there.
package struct Both<First: ProbeInput, Second: ProbeInput>: ProbeInput {
    package let first: First
    package let second: Second

    package init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    package static var upstream: [ProbeID] { First.upstream + Second.upstream }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Both<First, Second>> {
        switch (First.resolve(from: board, about: about), Second.resolve(from: board, about: about)) {
        case (.impossible(let reason), _), (_, .impossible(let reason)): .impossible(reason)
        case (.waiting, _), (_, .waiting): .waiting
        case (.settled(let first), .settled(let second)): .settled(Both(first, second))
        case (.provisional(let first), .settled(let second)), (.provisional(let first), .provisional(let second)),
            (.settled(let first), .provisional(let second)):
            .provisional(Both(first, second))
        }
    }
}

extension Readiness {
    package func map<Other>(_ transform: (Input) -> Other) -> Readiness<Other> {
        switch self {
        case .waiting: .waiting
        case .provisional(let input): .provisional(transform(input))
        case .settled(let input): .settled(transform(input))
        case .impossible(let reason): .impossible(reason)
        }
    }
}

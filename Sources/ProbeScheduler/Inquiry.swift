import ProbeCore
import ProbeMeasurement

/// One probe about one subject, with the probe's types erased: what the scheduler starts, waits for and records.
struct Inquiry: Sendable {
    /// What to do about a question now.
    enum Decision {
        case wait
        case start(Measurement)
        case skip(SkipReason)
    }

    /// Carries the measurement out; what it publishes early goes to `report`.
    typealias Measurement =
        @Sendable (_ run: Circumstances, _ report: @escaping @Sendable (any Sendable) -> Void) async -> Result

    /// What every measurement of a run shares.
    struct Circumstances: Sendable {
        let plan: Plan
        let deadline: ContinuousClock.Instant
        let pace: Pace
        let shared: Shared
        let othersEnd: @Sendable () async -> Void
        let firewall: @Sendable () async -> FirewallListing
    }

    struct Result: Sendable {
        let outcome: Outcome<any Codable & Hashable & Sendable>
        let product: (any Live)?
    }

    /// Its place in the list of a run.
    let number: Int
    let key: Board.Key
    let subject: any Subject
    /// The probe asks for the firewall's rules.
    let readsRules: Bool
    /// It sends no packet.
    let isLocal: Bool
    /// It opens a connection, or asks somebody whom nobody is connected with.
    let isOpening: Bool
    /// What a decision about it may depend on.
    let upstream: Set<ProbeID>
    let decide: @Sendable (Board) -> Decision

    /// The questions of a catalogue for a plan, in the catalogue's order.
    static func all(
        of probes: [any Probe.Type], for plan: Plan, except known: some Collection<Board.Key>
    ) -> [Inquiry] {
        let known = Set(known)
        return probes.reduce(into: []) { questions, probe in
            questions += self.questions(of: probe, for: plan, from: questions.count, except: known)
        }
    }

    private static func questions<P: Probe>(
        of probe: P.Type, for plan: Plan, from first: Int, except known: Set<Board.Key>
    ) -> [Inquiry] {
        let probe = P()
        let isLocal = probe.contacts(in: plan).isEmpty
        // An input may also wait for another question of its own probe.
        let upstream = Set(P.Input.upstream + [P.id])
        // Of two equal questions only one could ever be concluded: they have one key.
        let subjects = probe.subjects(in: plan).uniqued.filter { known.isEmpty || !known.contains(Board.Key(P.id, $0)) }
        return subjects.enumerated().map { offset, about in
            Inquiry(
                number: first + offset, key: Board.Key(P.id, about), subject: about,
                readsRules: P.readsRules, isLocal: isLocal, isOpening: !isLocal && !P.Input.isConnection,
                upstream: upstream
            ) { board in decide(probe, about, board) }
        }
    }

    private static func decide<P: Probe>(_ probe: P, _ about: P.About, _ board: Board) -> Decision {
        switch P.Input.resolve(from: board, about: about) {
        case .waiting:
            .wait
        case .impossible(let reason):
            .skip(reason)
        case .provisional(let input):
            probe.occasion(for: about, of: input, in: board.plan).map { .start(measurement(probe, about, $0)) } ?? .wait
        case .settled(let input):
            probe.occasion(for: about, of: input, in: board.plan).map { .start(measurement(probe, about, $0)) }
                ?? .skip(SkipReason(.notNeeded, "nothing called for it"))
        }
    }

    private static func measurement<P: Probe>(_ probe: P, _ about: P.About, _ occasion: P.Occasion) -> Measurement {
        { run, report in
            let context = Context<P.Evidence>(
                plan: run.plan, deadline: min(run.deadline, .now + P.patience), pace: run.pace,
                shared: run.shared, othersEnd: run.othersEnd, firewall: run.firewall, report: report)
            do throws(ProbeError) {
                let measured = try await probe.measure(about, occasion, context)
                return Result(outcome: .seen(measured.evidence), product: measured.product)
            } catch {
                return Result(outcome: .failed(error), product: nil)
            }
        }
    }
}

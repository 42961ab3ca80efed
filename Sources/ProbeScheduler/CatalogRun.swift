package import ProbeCore
package import ProbeMeasurement

/// Runs a catalogue from one vantage: every question starts the moment its input is there, and none waits for a layer.
///
/// The order follows from the probes' input types alone. All state is local to `run`; a run ends when every question has
/// an outcome, when its budget is over, or when it is interrupted, and
/// always leaves an outcome for every question.
package struct CatalogRun: Sendable {
    /// What happens during a run, in the order it happened.
    package enum Event: Sendable {
        case started(question: Int)
        case concluded(question: Int, Observation)
    }

    private let plan: Plan
    /// What is known of the questions that are not asked for that.
    private let known: [Board.Key: Observation]
    /// The questions, each with its number in `Event`; the same plan and catalogue always give the same list.
    let questions: [Inquiry]

    /// Lists the questions.
    ///
    /// - Parameters:
    ///   - plan: what to ask.
    ///   - probes: the catalogue.
    package init(plan: Plan, probes: [any Probe.Type]) {
        self.plan = plan
        let chosen = Selection(only: plan.limits.only, skip: plan.limits.skip).applied(to: probes)
        let known = KnownAnswers(of: plan, among: chosen)
        self.known = known.answers
        questions = Inquiry.all(of: chosen, for: plan, except: known.answers.keys)
    }

    /// Some question is about the firewall's rules.
    var readsRules: Bool { questions.contains(where: \.readsRules) }

    /// What is asked about what, by number.
    package var agenda: [(probe: ProbeID, subject: any Subject)] { questions.map { ($0.key.probe, $0.subject) } }

    /// Runs all questions.
    ///
    /// - Parameters:
    ///   - interruption: returns when the run is to end early; what was seen until then is still concluded. Cancelling
    ///     the task instead would end the stream of signals before the measurements could answer.
    ///   - othersEnd: returns once the other vantages that look through this one have nothing more to measure.
    ///   - firewall: has the firewall's rules read by one who may.
    ///   - emit: called for every event, in order, never concurrently.
    package func run(
        until interruption: @escaping @Sendable () async -> Void,
        othersEnd: @escaping @Sendable () async -> Void = {},
        firewall: @escaping @Sendable () async -> FirewallListing = { FirewallListing(refusal: .missingRight) },
        emit: @escaping @Sendable (Event) -> Void
    ) async {
        let start = ContinuousClock.now
        let circumstances = Inquiry.Circumstances(
            plan: plan, deadline: start + plan.limits.budget.duration, pace: Pace(), shared: Shared(),
            othersEnd: othersEnd, firewall: firewall)

        let (signals, signal) = AsyncStream.makeStream(of: Signal.self)
        await withTaskGroup(of: Void.self) { group in
            var state = RunState(plan: plan, known: known, questions: questions, start: start, emit: emit)
            group.addTask {
                guard (try? await Task.sleep(until: circumstances.deadline, clock: .continuous)) != nil else { return }
                signal.yield(.stop(.budget))
            }
            group.addTask {
                await interruption()
                signal.yield(.stop(.interrupted))
            }
            // The first sweep has no event to wait for.
            signal.yield(.begin)
            for await event in signals {
                switch event {
                case .begin: break
                case .interim(let key, let evidence): state.note(interim: evidence, for: key)
                case .done(let key, let result): state.conclude(key, result)
                case .stop(let reason):
                    state.stop(reason)
                    group.cancelAll()
                }
                for launch in state.sweep() {
                    group.addTask { await launch.carryOut(circumstances, signal) }
                }
                if state.isOver { break }
            }
            group.cancelAll()
            state.abandon()
            await state.closeProducts()
        }
    }
}

/// What the tasks of a run tell the loop that owns its state.
enum Signal: Sendable {
    case begin
    case interim(Board.Key, any Sendable)
    case done(Board.Key, Inquiry.Result)
    case stop(SkipReason.Code)
}

/// A question whose input is there.
struct Launch: Sendable {
    let key: Board.Key
    let measurement: Inquiry.Measurement
    /// When its turn comes; nothing for at once.
    let turn: ContinuousClock.Instant?

    func carryOut(_ circumstances: Inquiry.Circumstances, _ signal: AsyncStream<Signal>.Continuation) async {
        if let turn { try? await Task.sleep(until: turn, clock: .continuous) }
        let result = await measurement(circumstances) { evidence in signal.yield(.interim(key, evidence)) }
        signal.yield(.done(key, result))
    }
}

// The base of the erased subject is always a `Subject`, which is Sendable; AnyHashable cannot say so.
extension Board.Key: @unchecked Sendable {}

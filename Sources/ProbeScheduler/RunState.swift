import ProbeCore
import ProbeMeasurement

/// The state of a run, owned by the loop that runs it: who waits, who measures, what is known, what is open.
struct RunState {
    private let start: ContinuousClock.Instant
    private let emit: @Sendable (CatalogRun.Event) -> Void
    private let vantage: Vantage
    private var board: Board
    private var waiting: [Inquiry]
    /// What has news since the waiting questions were last decided about; nothing before the first time.
    private var news: Set<ProbeID>?
    private var measuring: [Board.Key: (question: Inquiry, since: ContinuousClock.Instant)] = [:]
    private var products: [any Live] = []
    private var concluded = 0
    private var turns: Turns?
    private var stopped: SkipReason.Code?

    init(
        plan: Plan, known: [Board.Key: Observation] = [:], questions: [Inquiry], start: ContinuousClock.Instant,
        emit: @escaping @Sendable (CatalogRun.Event) -> Void
    ) {
        self.start = start
        self.emit = emit
        vantage = plan.briefing.vantage
        waiting = questions
        turns = plan.limits.pace.map(Turns.init)
        board = Board(plan: plan)
        for (key, answer) in known {
            board.record(.final(answer.outcome.map { $0 as any Sendable }, product: nil), for: key)
        }
        for question in questions { board.record(.waiting, for: question.key) }
    }

    var isOver: Bool { waiting.isEmpty && measuring.isEmpty }

    /// Decides about every waiting question that the news is about, until there is none; gives those to start, the network's
    /// first: what is read on this machine meanwhile costs no time.
    mutating func sweep() -> [Launch] {
        var launches: [(isLocal: Bool, launch: Launch)] = []
        repeat {
            // Where nobody measures, nothing else would have any of them decided.
            let news = measuring.isEmpty ? nil : news
            self.news = []
            let undecided = waiting
            waiting = []
            for question in undecided {
                guard news.map({ !$0.isDisjoint(with: question.upstream) }) ?? true else {
                    waiting.append(question)
                    continue
                }
                switch question.decide(board) {
                case .wait:
                    waiting.append(question)
                case .skip(let reason):
                    record(question, .skipped(reason), product: nil, since: .now)
                case .start(let measurement):
                    let turn = question.isOpening ? turns?.next() : nil
                    measuring[question.key] = (question, turn ?? .now)
                    emit(.started(question: question.number))
                    launches.append(
                        (question.isLocal, Launch(key: question.key, measurement: measurement, turn: turn)))
                }
            }
        } while news?.isEmpty == false
        assert(
            waiting.allSatisfy { if case .wait = $0.decide(board) { true } else { false } },
            "an input reads the states of the probes that it declares, and no others")
        return launches.filter { !$0.isLocal }.map(\.launch) + launches.filter(\.isLocal).map(\.launch)
    }

    mutating func note(interim evidence: any Sendable, for key: Board.Key) {
        guard measuring[key] != nil else { return }
        board.record(.interim(evidence), for: key)
        news?.insert(key.probe)
    }

    mutating func conclude(_ key: Board.Key, _ result: Inquiry.Result) {
        guard let (question, since) = measuring.removeValue(forKey: key) else { return }
        if let product = result.product {
            products.append(product)
        }
        record(question, result.outcome, product: result.product, since: since)
    }

    /// Ends the run: who waits is skipped; who measures is being cancelled and still answers.
    mutating func stop(_ reason: SkipReason.Code) {
        guard stopped == nil else { return }
        stopped = reason
        let why: Sentence =
            reason == .interrupted ? "the run was interrupted first" : "the run's budget ended first"
        let skipped = waiting
        waiting = []
        for question in skipped {
            record(question, .skipped(SkipReason(reason, why)), product: nil, since: .now)
        }
    }

    /// Concludes what is still open when nothing more can arrive.
    mutating func abandon() {
        stop(.interrupted)
        for (question, since) in measuring.values {
            record(
                question, .failed(.runEnded), product: nil,
                since: since)
        }
        measuring = [:]
    }

    func closeProducts() async {
        for product in products { await product.close() }
    }

    private mutating func record(
        _ question: Inquiry, _ outcome: Outcome<any Codable & Hashable & Sendable>, product: (any Live)?,
        since: ContinuousClock.Instant
    ) {
        board.record(.final(outcome.map { $0 as any Sendable }, product: product), for: question.key)
        news?.insert(question.key.probe)
        emit(
            .concluded(
                question: question.number,
                Observation(
                    index: concluded, probe: question.key.probe, vantage: vantage, subject: question.subject,
                    outcome: outcome, startedAt: Seconds(since - start), duration: Seconds(max(.zero, .now - since)))))
        concluded += 1
    }
}

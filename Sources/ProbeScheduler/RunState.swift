import ProbeCore
import ProbeMeasurement

/// The state of a run, owned by the loop that runs it: who waits, who measures, what is known, what is open.
struct RunState {
    private let start: ContinuousClock.Instant
    private let emit: @Sendable (CatalogRun.Event) -> Void
    private let vantage: Vantage
    private var board: Board
    private var waiting: [Inquiry]
    private var measuring: [Board.Key: (question: Inquiry, since: ContinuousClock.Instant)] = [:]
    private var products: [any Live] = []
    private var concluded = 0
    private var stopped: SkipReason.Code?

    init(
        plan: Plan, questions: [Inquiry], start: ContinuousClock.Instant,
        emit: @escaping @Sendable (CatalogRun.Event) -> Void
    ) {
        self.start = start
        self.emit = emit
        vantage = plan.briefing.vantage
        waiting = questions
        board = Board(plan: plan)
        for question in questions { board.record(.waiting, for: question.key) }
    }

    var isOver: Bool { waiting.isEmpty && measuring.isEmpty }

    /// Decides about every waiting question until nothing changes any more; gives those to start.
    mutating func sweep() -> [Launch] {
        var launches: [Launch] = []
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            let undecided = waiting
            waiting = []
            for question in undecided {
                switch question.decide(board) {
                case .wait:
                    waiting.append(question)
                case .skip(let reason):
                    record(question, .skipped(reason), product: nil, since: .now)
                    hasChanged = true
                case .start(let measurement):
                    measuring[question.key] = (question, .now)
                    emit(.started(question: question.number))
                    launches.append(Launch(key: question.key, measurement: measurement))
                }
            }
        }
        return launches
    }

    mutating func note(interim evidence: any Sendable, for key: Board.Key) {
        guard measuring[key] != nil else { return }
        board.record(.interim(evidence), for: key)
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
        emit(
            .concluded(
                question: question.number,
                Observation(
                    index: concluded, probe: question.key.probe, vantage: vantage, subject: question.subject,
                    outcome: outcome, startedAt: Seconds(since - start), duration: Seconds(.now - since))))
        concluded += 1
    }
}

import ProbeCore
import ProbeMeasurement

/// The parent's account of a worker's questions: what is concluded and what is still open.
struct Ledger {
    private let questions: [Inquiry]
    private let vantage: Vantage
    private var started: Set<Int> = []
    private var concluded: Set<Int> = []

    init(questions: [Inquiry], vantage: Vantage) {
        self.questions = questions
        self.vantage = vantage
    }

    /// Enters a message; nothing when it makes no sense, as from a worker that is another binary.
    mutating func take(_ message: WorkerMessage) -> CatalogRun.Event? {
        guard questions.indices.contains(message.question), !concluded.contains(message.question) else { return nil }
        guard let observation = message.observation else {
            started.insert(message.question)
            return .started(question: message.question)
        }
        guard observation.probe == questions[message.question].key.probe else { return nil }
        concluded.insert(message.question)
        return .concluded(question: message.question, observation)
    }

    /// Concludes what the worker left open.
    mutating func close(because reason: Sentence, at end: Seconds) -> [CatalogRun.Event] {
        questions.filter { !concluded.contains($0.number) }.map { question in
            concluded.insert(question.number)
            let how: Sentence =
                started.contains(question.number) ? "\(reason), in the middle of this question" : reason
            return .concluded(
                question: question.number,
                Observation(
                    index: question.number, probe: question.key.probe, vantage: vantage, subject: question.subject,
                    outcome: .failed(ProbeError.workerEnded(how)), startedAt: end, duration: Seconds(0)))
        }
    }
}

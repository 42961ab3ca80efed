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

    /// Enters a message; nothing when it makes no sense, as from a worker that somebody else has taken over.
    mutating func take(_ message: WorkerMessage) -> CatalogRun.Event? {
        switch message {
        case .asksForRules: return nil
        case .started(let number):
            guard questions.indices.contains(number), !concluded.contains(number),
                started.insert(number).inserted
            else { return nil }
            return .started(question: number)
        case .concluded(let number, let observation):
            guard questions.indices.contains(number), !concluded.contains(number),
                observation.isAbout(questions[number], from: vantage)
            else { return nil }
            concluded.insert(number)
            return .concluded(question: number, observation)
        }
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

extension Observation {
    /// It answers the question, and says so of the vantage that was asked.
    fileprivate func isAbout(_ question: Inquiry, from vantage: Vantage) -> Bool {
        probe == question.key.probe && self.vantage == vantage && AnyHashable(subject) == AnyHashable(question.subject)
            && startedAt >= Seconds(0) && duration >= Seconds(0)
    }
}

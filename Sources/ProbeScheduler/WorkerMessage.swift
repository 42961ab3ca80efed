import FoundationEssentials
import ProbeCore
import ProbeMeasurement

/// What a worker tells its parent, one JSON object a line.
///
/// Both sides derive the same list of questions from the same plan and catalogue, so a question travels as its number.
struct WorkerMessage: Codable {
    let question: Int
    /// Nothing while the question has only been started.
    let observation: Observation?

    /// The longest line a parent accepts; a certificate chain of ten with its PEM stays far below.
    static let longestLine = 1 << 20

    func line() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) + [0x0a] }

    init(question: Int, observation: Observation?) {
        self.question = question
        self.observation = observation
    }

    init(line: String, catalog: [any Probe.Type]) throws {
        let decoder = JSONDecoder()
        if let key = Observation.catalog { decoder.userInfo[key] = catalog }
        self = try decoder.decode(WorkerMessage.self, from: Data(line.utf8))
    }
}

/// A plan on its way into a worker; it holds the proxy's password, so it goes through a pipe and nowhere else.
enum WorkerPlan {
    /// `--ca-file` takes 4 MiB, and JSON writes some characters with up to six.
    static let longest = 32 << 20

    /// The line behind the plan that tells of the other vantages' end.
    static let othersEnded = Array("others ended".utf8)

    static func encode(_ plan: Plan) throws -> [UInt8] { Array(try JSONEncoder().encode(plan)) + [0x0a] }
    static func decode(_ line: [UInt8]) throws -> Plan { try JSONDecoder().decode(Plan.self, from: Data(line)) }
}

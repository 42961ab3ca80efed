import FoundationEssentials
import ProbeCore
import ProbeMeasurement

/// What a worker tells its parent, one JSON object a line.
///
/// Both sides derive the same list of questions from the same plan and catalogue, so a question travels as its number.
enum WorkerMessage: Codable {
    case started(question: Int)
    case concluded(question: Int, Observation)
    /// It would like to be told the firewall's rules.
    case asksForRules

    /// The longest line a parent accepts; a certificate chain of ten with its PEM stays far below.
    static let longestLine = 1 << 20
    /// Of all lines of a worker together; a run of many hubs in a bad network writes a tenth of it.
    static let longest = 64 << 20
    /// At the beginning and at the end of a run, and then some.
    static let mostRuleReadings = 4

    private enum Member: String, CodingKey {
        case question, observation, asks
    }

    private enum Wish: String, Codable {
        case rules
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        switch self {
        case .started(let question): try container.encode(question, forKey: .question)
        case .concluded(let question, let observation):
            try container.encode(question, forKey: .question)
            try container.encode(observation, forKey: .observation)
        case .asksForRules: try container.encode(Wish.rules, forKey: .asks)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        if try container.decodeIfPresent(Wish.self, forKey: .asks) != nil {
            self = .asksForRules
            return
        }
        let question = try container.decode(Int.self, forKey: .question)
        guard let observation = try container.decodeIfPresent(Observation.self, forKey: .observation) else {
            self = .started(question: question)
            return
        }
        self = .concluded(question: question, observation)
    }

    init(_ event: CatalogRun.Event) {
        self =
            switch event {
            case .started(let question): .started(question: question)
            case .concluded(let question, let observation): .concluded(question: question, observation)
            }
    }

    /// As it is sent; an observation that is longer than a parent accepts is sent as one that is too long.
    func line() throws -> [UInt8] {
        let line = Array(try JSONEncoder().encode(self))
        guard line.count > Self.longestLine, case .concluded(let question, let observation) = self else {
            return line + [0x0a]
        }
        let short = Observation(
            index: observation.index, probe: observation.probe, vantage: observation.vantage,
            subject: observation.subject,
            outcome: .failed(.tooLong),
            startedAt: observation.startedAt, duration: observation.duration)
        return Array(try JSONEncoder().encode(WorkerMessage.concluded(question: question, short))) + [0x0a]
    }

    init(line: [UInt8], catalog: [any Probe.Type]) throws {
        let decoder = JSONDecoder()
        if let key = Observation.catalog { decoder.userInfo[key] = catalog }
        self = try decoder.decode(WorkerMessage.self, from: Data(line))
    }
}

/// What a worker is told on its standard input, each a line: first its plan, which holds the proxy's password, so that it
/// goes through a pipe and nowhere else.
enum WorkerInput {
    /// `--ca-file` takes 4 MiB, and JSON writes some characters with up to six; the firewall's rules are as long.
    static let longest = NetfilterAnswer.longest

    /// Tells of the other vantages' end.
    static let othersEnded = Array("others ended\n".utf8)

    static func encode(_ plan: Plan) throws -> [UInt8] { Array(try JSONEncoder().encode(plan)) + [0x0a] }

    static func decode(_ line: [UInt8], catalog: [any Probe.Type]) throws -> Plan {
        let decoder = JSONDecoder()
        if let key = Observation.catalog { decoder.userInfo[key] = catalog }
        return try decoder.decode(Plan.self, from: Data(line))
    }

    /// The firewall's rules, as the process that reads them says them.
    static func encode(_ listing: FirewallListing) throws -> [UInt8] {
        Array(try JSONEncoder().encode(NetfilterAnswer.listed(listing))) + [0x0a]
    }

    /// Whether a line is no other answer of that process; what it holds shows when it is read.
    static func isListing(_ line: [UInt8]) -> Bool { line.starts(with: Array("{\"listed\":".utf8)) }

    /// Nothing for what is no list, or exceeds the bounds of one.
    static func listing(_ line: [UInt8]) -> FirewallListing? {
        guard case .listed(let listing)? = try? JSONDecoder().decode(NetfilterAnswer.self, from: Data(line)),
            listing.isWithinBounds
        else { return nil }
        return listing
    }
}

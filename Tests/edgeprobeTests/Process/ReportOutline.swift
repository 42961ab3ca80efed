import FoundationEssentials
import ProbeCore
import ProbeFindings

/// The members of a JSON report that scripts rely on, read without the code that wrote them.
struct ReportOutline: Decodable {
    struct Run: Decodable {
        let complete: Bool
        let durationSeconds: Double
        let arguments: [String]
    }

    struct Finding: Decodable, Equatable {
        struct Proof: Decodable, Equatable {
            let observation: Int
            let shows: String
        }

        struct Remedy: Decodable, Equatable {
            let id: String
            let title: String
            let steps: [String]
        }

        let cause: String
        let severity: String
        let confidence: String
        let owner: String
        let vantage: String
        let summary: String
        let refutedBy: String
        let evidence: [Proof]
        let explains: [String]
        let remedies: [Remedy]
    }

    struct State: Decodable, Equatable {
        let transport: String
        let usable: Bool?
        let proof: String?
    }

    struct Observation: Decodable {
        let probe: String
        let vantage: String
        let outcome: String
        let code: String?
        let reason: String?
    }

    let formatVersion: Int
    let verdict: String
    let run: Run
    let transports: [State]
    let findings: [Finding]
    let observations: [Observation]

    init(_ text: String) throws {
        self = try JSONDecoder().decode(ReportOutline.self, from: Data(text.utf8))
    }
}

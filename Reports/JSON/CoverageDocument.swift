import ProbeCore
import ProbeFindings

/// The `coverage` object: what the verdict speaks for.
struct CoverageDocument: Codable {
    /// Something needed that could be neither proven nor refuted.
    struct Gap: Codable {
        var need: String
        var message: MessageDocument?
        var vantage: Vantage
    }

    /// Transports that IoT Edge uses as it is configured.
    var transports: [Transport]
    var vantages: [Vantage]
    var notMeasured: [Gap]

    init(_ coverage: Diagnosis.Coverage) {
        transports = coverage.transports
        vantages = coverage.vantages
        notMeasured = coverage.gaps.map {
            Gap(need: $0.need.english, message: MessageDocument($0.need), vantage: $0.vantage)
        }
    }

    var coverage: Diagnosis.Coverage {
        Diagnosis.Coverage(
            transports: transports, vantages: vantages,
            gaps: notMeasured.map {
                Diagnosis.Coverage.Gap(MessageDocument.sentence($0.message, $0.need), from: $0.vantage)
            })
    }
}

/// One member of `unexplained`: an observation out of the ordinary that no finding accounts for.
struct UnexplainedDocument: Codable {
    var observation: Int
    var vantage: Vantage
    var shows: String
    var message: MessageDocument?

    init(_ unexplained: Diagnosis.Unexplained) {
        observation = unexplained.observation
        vantage = unexplained.vantage
        shows = unexplained.shows.english
        message = MessageDocument(unexplained.shows)
    }

    var unexplained: Diagnosis.Unexplained {
        Diagnosis.Unexplained(observation, from: vantage, MessageDocument.sentence(message, shows))
    }
}

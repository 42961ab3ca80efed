import ProbeCore
import ProbeFindings

/// One member of `ladders`: an endpoint and a vantage with the times of the rungs.
struct LadderDocument: Codable {
    struct Climb: Codable {
        var rung: LadderTrace.Rung
        var observation: Int
        var startedAtSeconds: Seconds
        var durationSeconds: Seconds
        var end: LadderTrace.End
    }

    var endpoint: Endpoint
    var vantage: Vantage
    var proven: Bool
    /// From the start of the connection to the answer of its protocol; absent where there was none.
    var durationSeconds: Seconds?
    var rungs: [Climb]

    init(_ ladder: LadderTrace) {
        endpoint = ladder.endpoint
        vantage = ladder.vantage
        proven = ladder.isProven
        durationSeconds = ladder.duration
        rungs = ladder.climbs.map {
            Climb(
                rung: $0.rung, observation: $0.observation, startedAtSeconds: $0.start, durationSeconds: $0.duration,
                end: $0.end)
        }
    }

    var ladder: LadderTrace {
        LadderTrace(
            endpoint, from: vantage,
            rungs.map {
                LadderTrace.Climb(
                    $0.rung, $0.observation, start: $0.startedAtSeconds, duration: $0.durationSeconds, $0.end)
            }, isProven: proven, duration: durationSeconds)
    }
}

import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the services' Date headers and the time servers say about this device's clock.
struct TrustedClock: Sendable {
    /// One source's clock against the device's, at one moment.
    struct Reading: Sendable {
        let source: Sentence
        let observation: Int
        let time: Timestamp
        let deviceTime: Timestamp
        /// Positive where the device is behind.
        let offset: Int64
    }

    enum Verdict: Equatable {
        /// The device's clock is off by this many seconds; positive where it is behind.
        case off(by: Int64, Finding.Confidence)
        /// Before this tool was built, and no service says by how much.
        case beforeBuild
        case right
        case unknown
    }

    /// What one kind of source amounts to.
    private enum Word: Equatable {
        case off(by: Int64)
        case right
        case contradictory
        case silent
    }

    /// One a service, by its Date header; a service seen from several vantages is still one source.
    let readings: [Reading]
    /// One a time server; they are one kind of source together: a site's servers may all follow one clock.
    let timeReadings: [Reading]
    let deviceTime: Timestamp

    /// More than this stops tokens and certificates from being accepted.
    private static let tolerance: Int64 = 300
    /// Clocks that agree differ by less.
    private static let agreement: Int64 = 120

    init(of survey: Survey) {
        var readings: [HostName: Reading] = [:]
        func note(_ index: Int, _ endpoint: Endpoint, _ date: Timestamp?, _ deviceTime: Timestamp?) {
            guard let date, let deviceTime, readings[endpoint.host] == nil else { return }
            readings[endpoint.host] = Reading(
                source: "\(endpoint.host)", observation: index, time: date, deviceTime: deviceTime,
                offset: date.secondsSince1970 - deviceTime.secondsSince1970)
        }
        for answered in survey.serviceAnswers where answered.evidence.provesService {
            note(answered.index, answered.about, answered.evidence.date, answered.evidence.deviceTime)
        }
        self.readings = readings.values.sorted { $0.observation < $1.observation }
        timeReadings = survey.seen(AskTime.self).compactMap { seen in
            guard seen.evidence.result == .answered, let time = seen.evidence.serverTime,
                let deviceTime = seen.evidence.deviceTime, let offset = seen.evidence.offset
            else { return nil }
            return Reading(
                source: "the time server \(seen.about)", observation: seen.index, time: time, deviceTime: deviceTime,
                offset: Int64(offset.value.rounded()))
        }
        deviceTime = survey.startedAt
    }

    /// All that were read.
    var sources: [Reading] { readings + timeReadings }

    var verdict: Verdict {
        switch (word(of: readings), word(of: timeReadings)) {
        // What the hub has is what tokens are judged by, whatever a time server says.
        case (.right, _): return .right
        case (.contradictory, _): return .unknown
        case (.off(let offset), .off(let other)):
            let agrees = offset.agrees(with: other, within: Self.agreement)
            return .off(by: offset, agrees || readings.count > 1 ? .certain : .likely)
        case (.off(let offset), .silent), (.off(let offset), .contradictory):
            return .off(by: offset, readings.count > 1 ? .certain : .likely)
        case (.off(let offset), .right):
            // The services agree, and the time server may be what misled the device; one service alone is no majority.
            return readings.count > 1 ? .off(by: offset, .likely) : .unknown
        case (.silent, .off(let offset)): return .off(by: offset, .likely)
        case (.silent, .right): return .right
        case (.silent, .contradictory): return .unknown
        case (.silent, .silent): return deviceTime < ToolRelease.date ? .beforeBuild : .unknown
        }
    }

    /// A single source that agrees with the device outweighs any of its kind that do not.
    private func word(of readings: [Reading]) -> Word {
        let offsets = readings.map(\.offset).sorted()
        guard let least = offsets.first, let most = offsets.last else { return .silent }
        guard !offsets.contains(where: { $0.magnitude <= Self.tolerance.magnitude }) else { return .right }
        return least.agrees(with: most, within: Self.agreement) ? .off(by: offsets[offsets.count / 2]) : .contradictory
    }

    var isDeviceWrong: Bool {
        switch verdict {
        case .off, .beforeBuild: true
        case .right, .unknown: false
        }
    }

    /// The right time as far as it is known: the device's, corrected by what the services say.
    var now: Timestamp {
        guard case .off(let offset, _) = verdict else { return deviceTime }
        return Timestamp(secondsSince1970: deviceTime.secondsSince1970.addingClamped(offset))
    }
}

extension Int64 {
    fileprivate func agrees(with other: Int64, within limit: Int64) -> Bool {
        let (difference, isOverflow) = subtractingReportingOverflow(other)
        return !isOverflow && difference.magnitude <= limit.magnitude
    }

    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, isOverflow) = addingReportingOverflow(other)
        return isOverflow ? (other > 0 ? .max : .min) : sum
    }
}

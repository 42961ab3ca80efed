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
        private(set) var deviceTime: Timestamp
        /// Positive where the device is behind.
        private(set) var offset: Int64
        /// By the hub's clock tokens are judged, and no other one is.
        let isHubs: Bool

        init(
            source: Sentence, observation: Int, time: Timestamp, deviceTime: Timestamp, offset: Int64, isHubs: Bool
        ) {
            self.source = source
            self.observation = observation
            self.time = time
            self.deviceTime = deviceTime
            self.offset = offset
            self.isHubs = isHubs
        }

        /// As it would have been by a clock that was set meanwhile.
        fileprivate func moved(by seconds: Int64) -> Reading {
            var reading = self
            reading.deviceTime = Timestamp(secondsSince1970: deviceTime.secondsSince1970.addingClamped(seconds))
            reading.offset = offset.addingClamped(0 &- seconds)
            return reading
        }
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
        /// So many of them say so.
        case off(by: Int64, Int)
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
    fileprivate static let tolerance: Int64 = 300
    /// Clocks that agree differ by less.
    private static let agreement: Int64 = 120
    /// A clock that moves by more than this against the run's own time was set.
    private static let wavering: Int64 = 60

    init(of survey: Survey) {
        var readings: [HostName: Reading] = [:]
        func note(_ index: Int, _ endpoint: Endpoint, _ date: Timestamp?, _ deviceTime: Timestamp?) {
            guard let date, let deviceTime, readings[endpoint.host] == nil else { return }
            readings[endpoint.host] = Reading(
                source: "\(endpoint.host)", observation: index, time: date, deviceTime: deviceTime,
                offset: date.secondsSince1970 - deviceTime.secondsSince1970,
                isHubs: endpoint.host == survey.assignment.hub)
        }
        for answered in survey.serviceAnswers where answered.evidence.provesService {
            note(answered.index, answered.about, answered.evidence.date, answered.evidence.deviceTime)
        }
        let inOrder = readings.values.sorted { $0.observation < $1.observation }
        let timeReadings: [Reading] = survey.seen(AskTime.self).compactMap { seen in
            guard seen.evidence.result == .answered, let time = seen.evidence.serverTime,
                let deviceTime = seen.evidence.deviceTime, let offset = seen.evidence.offset
            else { return nil }
            return Reading(
                source: "the time server \(seen.about)", observation: seen.index, time: time, deviceTime: deviceTime,
                offset: Int64(offset.value.rounded()), isHubs: false)
        }
        let start = Self.start(of: survey, by: inOrder + timeReadings)
        self.readings = inOrder.map(start.moved)
        self.timeReadings = timeReadings.map(start.moved)
        deviceTime = start.time
    }

    /// When the run began by the device's clock as it was in the end: a first boot sets it while the run lasts, and what was read
    /// before is no word about the clock that there is now.
    private struct Start {
        var time: Timestamp
        /// By the clock that was read, for each observation.
        var times: [Int: Int64]

        func moved(_ reading: Reading) -> Reading {
            guard let before = times[reading.observation] else { return reading }
            let (step, isOverflow) = time.secondsSince1970.subtractingReportingOverflow(before)
            return isOverflow || step.magnitude <= TrustedClock.wavering.magnitude ? reading : reading.moved(by: step)
        }
    }

    private static func start(of survey: Survey, by readings: [Reading]) -> Start {
        var start = Start(time: survey.startedAt, times: [:])
        let clocks = Dictionary(readings.map { ($0.observation, $0.deviceTime.secondsSince1970) }) { first, _ in first }
        var latest = -Double.infinity
        for observation in survey.observations {
            guard let clock = clocks[observation.index] else { continue }
            let end = observation.startedAt.value + observation.duration.value
            let begun = clock.addingClamped(0 - Int64(max(0, min(end, 86_400)).rounded()))
            start.times[observation.index] = begun
            guard end > latest else { continue }
            latest = end
            let (step, isOverflow) = begun.subtractingReportingOverflow(survey.startedAt.secondsSince1970)
            let isSet = !isOverflow && step.magnitude > wavering.magnitude
            start.time = isSet ? Timestamp(secondsSince1970: begun) : survey.startedAt
        }
        return start
    }

    /// All that were read.
    var sources: [Reading] { readings + timeReadings }

    var verdict: Verdict {
        switch (word(of: readings), word(of: timeReadings)) {
        // What the hub has is what tokens are judged by, whatever a time server says.
        case (.right, _): return .right
        case (.contradictory, _): return .unknown
        case (.off(let offset, let services), .off(let other, _)):
            let agrees = offset.agrees(with: other, within: Self.agreement)
            return .off(by: offset, agrees || services > 1 ? .certain : .likely)
        case (.off(let offset, let services), .silent), (.off(let offset, let services), .contradictory):
            return .off(by: offset, services > 1 ? .certain : .likely)
        case (.off(let offset, let services), .right):
            // The services agree, and the time server may be what misled the device; one service alone is no majority.
            return services > 1 ? .off(by: offset, .likely) : .unknown
        case (.silent, .off(let offset, _)): return .off(by: offset, .likely)
        case (.silent, .right): return .right
        case (.silent, .contradictory): return .unknown
        case (.silent, .silent): return deviceTime < ToolRelease.date ? .beforeBuild : .unknown
        }
    }

    /// The hub's clock decides, unless it stands alone against others; without it, most of them.
    private func word(of readings: [Reading]) -> Word {
        let right = readings.count { $0.isRight }
        if let hub = readings.first(where: \.isHubs) {
            guard !hub.isRight else { return .right }
            let agreeing = readings.count { $0.offset.agrees(with: hub.offset, within: Self.agreement) }
            return agreeing == 1 && readings.count > 1 ? .contradictory : .off(by: hub.offset, agreeing)
        }
        guard !readings.isEmpty else { return .silent }
        guard right * 2 <= readings.count else { return .right }
        let offsets = readings.filter { !$0.isRight }.map(\.offset).sorted()
        guard let least = offsets.first, let most = offsets.last, offsets.count * 2 > readings.count,
            least.agrees(with: most, within: Self.agreement)
        else { return .contradictory }
        return .off(by: offsets[offsets.count / 2], offsets.count)
    }

    /// Those that have the time which counts as the right one.
    var agreeing: [Reading] {
        let correction: Int64 = if case .off(let offset, _) = verdict { offset } else { 0 }
        return sources.filter { $0.offset.agrees(with: correction, within: Self.tolerance) }
    }

    /// Sources gave the right time, and do not contradict each other.
    ///
    /// A single source that proves nothing of itself is believed, and is no proof.
    var isProven: Bool {
        switch verdict {
        case .right, .off(_, .certain): true
        case .off, .beforeBuild, .unknown: false
        }
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

extension TrustedClock.Reading {
    /// It agrees with the device's clock.
    fileprivate var isRight: Bool { offset.magnitude <= TrustedClock.tolerance.magnitude }
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

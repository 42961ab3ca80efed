import ProbeCore
import Probes

/// What the Date headers of the services say about this device's clock.
struct TrustedClock {
    /// One service's clock against the device's, at one moment.
    struct Reading {
        let host: HostName
        let observation: Int
        let time: Timestamp
        let deviceTime: Timestamp

        /// Positive where the device is behind.
        var offset: Int64 { time.secondsSince1970 - deviceTime.secondsSince1970 }
    }

    enum Verdict: Equatable {
        /// The device's clock is off by this many seconds; positive where it is behind.
        case off(by: Int64, Finding.Confidence)
        /// Before this tool was built, and no service says by how much.
        case beforeBuild
        case right
        case unknown
    }

    /// One a service; a service seen from several vantages is still one source.
    let readings: [Reading]
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
                host: endpoint.host, observation: index, time: date, deviceTime: deviceTime)
        }
        for seen in survey.seen(RequestHTTPS.self) where seen.evidence.proof != nil {
            note(seen.index, seen.about, seen.evidence.date, seen.evidence.deviceTime)
        }
        for seen in survey.seen(RequestDPS.self) where seen.evidence.isProvisioningService {
            note(seen.index, seen.about, seen.evidence.date, seen.evidence.deviceTime)
        }
        for seen in survey.seen(RequestRegistry.self) where seen.evidence.isRegistry {
            note(seen.index, seen.about, seen.evidence.date, seen.evidence.deviceTime)
        }
        self.readings = readings.values.sorted { $0.observation < $1.observation }
        deviceTime = survey.startedAt
    }

    var verdict: Verdict {
        let offsets = readings.map(\.offset).sorted()
        guard let least = offsets.first, let most = offsets.last else {
            return deviceTime < ToolRelease.date ? .beforeBuild : .unknown
        }
        // A single service that agrees with the device outweighs any that do not.
        guard !offsets.contains(where: { $0.magnitude <= Self.tolerance.magnitude }) else { return .right }
        guard most - least <= Self.agreement else { return .unknown }
        return .off(by: offsets[offsets.count / 2], offsets.count > 1 ? .certain : .likely)
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
        return Timestamp(secondsSince1970: deviceTime.secondsSince1970 + offset)
    }
}

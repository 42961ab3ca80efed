import FoundationEssentials
import Glibc
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Reports
import Testing

/// Judging takes time in proportion to the survey: a hostile recording, or a device with many networks, costs no minutes.
///
/// Counted in time of this thread's, and as a ratio, so that neither a slow nor a busy machine decides.
struct GrowthTests {
    private static let recordings = ["every-hello-reset-with-containers", "lte-modem-and-a-module"]

    @Test(arguments: recordings) func `twice the places take less than three times the time`(name: String) throws {
        try expectGrowth(of: name) { $0.withPlaces($1) }
    }

    @Test(arguments: recordings) func `twice the hosts take less than three times the time`(name: String) throws {
        try expectGrowth(of: name) { $0.withHosts($1) }
    }

    @Test(arguments: recordings) func `twice the repetitions take less than three times the time`(name: String) throws {
        try expectGrowth(of: name) { $0.repeated($1) }
    }

    private func expectGrowth(of name: String, _ grown: (Survey, Int) -> Survey) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Recordings/\(name).json").path
        let survey = try RecordedReport(bytes: [UInt8](Data(contentsOf: URL(filePath: path)))).report.survey
        let (few, many) = (grown(survey, 16), grown(survey, 32))
        #expect(many.observations.count > few.observations.count * 3 / 2)
        // What else the machine does makes single times longer, and none shorter.
        let (short, long) = ((0..<3).map { _ in time(few) }.min() ?? 0, (0..<3).map { _ in time(many) }.min() ?? 0)
        #expect(long < 3 * short, "\(short) s for \(few.observations.count), \(long) s for \(many.observations.count)")
    }

    /// Seconds of this thread's that judging takes.
    private func time(_ survey: Survey) -> Double {
        let start = now()
        _ = Diagnosis(of: survey)
        return now() - start
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension Survey {
    /// As many networks of the engine's more, each like the last one.
    fileprivate func withPlaces(_ count: Int) -> Survey {
        guard let last = vantages.last else { return self }
        let one = observations.filter { $0.vantage == last }
        return numbered(
            observations
                + (0..<count).flatMap { place in one.map { $0.with(vantage: .network("network\(place)")) } })
    }

    /// As many registries more, each met as the hub is.
    fileprivate func withHosts(_ count: Int) -> Survey {
        let one = observations.filter {
            $0.vantage == .host && $0.subject.narrowed(to: Name.self)?.host == assignment.hub
        }
        let hosts = (0..<count * 2).compactMap { try? HostName(validating: "registry\($0).example.com") }
        return numbered(observations + hosts.flatMap { host in one.compactMap { $0.with(host: host) } })
    }

    fileprivate func repeated(_ count: Int) -> Survey {
        numbered((0..<count).flatMap { _ in observations })
    }

    private func numbered(_ observations: [Observation]) -> Survey {
        Survey(
            assignment: assignment, startedAt: startedAt,
            observations: observations.enumerated().map { $1.with(index: $0) })
    }
}

extension Observation {
    fileprivate func with(
        index: Int? = nil, vantage: Vantage? = nil, subject: (any Subject)? = nil
    ) -> Observation {
        Observation(
            index: index ?? self.index, probe: probe, vantage: vantage ?? self.vantage,
            subject: subject ?? self.subject, outcome: outcome, startedAt: startedAt, duration: duration)
    }

    fileprivate func with(host: HostName) -> Observation? {
        switch subject {
        case let endpoint as Endpoint:
            with(subject: Endpoint(.registry, host, endpoint.transport, port: endpoint.port, via: endpoint.via))
        case is Name: with(subject: Name(host))
        default: nil
        }
    }
}

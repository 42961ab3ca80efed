import ProbeCore
import ProbeEngine
import ProbeFindings
import ProbeMeasurement
import ProbeScheduler

/// A run's way from hub to hub: a round asks some of them at once, and what they share is asked in the first round alone.
///
/// No silence is reported that the run may have made itself. Where a hub fails in company, it is asked again in less of
/// it, and so is what it shares with others, if that was asked in the same company; what comes out otherwise then makes the
/// whole run calmer.
struct Journey {
    private let investigation: Investigation
    private let roster: Roster
    private let expedition: Expedition
    private let start: ContinuousClock.Instant
    private let interruption: @Sendable () async -> Void
    private let isInterrupted: @Sendable () -> Bool
    private let watch: @Sendable (Investigation.Event) -> Void
    /// What a hub's observations, and all that it shares with others, amount to.
    private let judge: (HostName, [Observation]) -> Report
    private let all: Set<HostName>
    private var rounds: Rounds
    private var common = CommonGround()
    /// What the hubs share was asked in company, and not yet in less of it.
    private var isCommonUnconfirmed = true
    private var next = 0

    init(
        investigation: Investigation, roster: Roster, expedition: Expedition, start: ContinuousClock.Instant,
        until interruption: @escaping @Sendable () async -> Void, isInterrupted: @escaping @Sendable () -> Bool,
        watch: @escaping @Sendable (Investigation.Event) -> Void,
        judging judge: @escaping (HostName, [Observation]) -> Report
    ) {
        self.investigation = investigation
        self.roster = roster
        self.expedition = expedition
        self.start = start
        self.interruption = interruption
        self.isInterrupted = isInterrupted
        self.watch = watch
        self.judge = judge
        all = Set(investigation.base.services.hubs)
        rounds = investigation.rounds
    }

    /// Asks some hubs.
    ///
    /// - Returns: their reports, in their order.
    mutating func ask(_ hubs: [HostName]) async -> [Report] {
        var reports: [Report] = []
        for part in rounds.divided(hubs) { reports += await settle(part, await measure(part, at: rounds)) }
        return reports
    }

    /// Judges what a round said of some hubs, and asks those again of whom company may have made what they are.
    ///
    /// - Returns: their reports, in their order.
    mutating func settle(_ hubs: [HostName], _ record: Record) async -> [Report] {
        var own: [HostName: [Observation]] = [:]
        take(record, of: hubs, into: &own)
        var reports = judged(hubs, own)
        var calm = rounds
        var company = hubs
        var isOurs = false
        defer { isCommonUnconfirmed = false }
        // Once company was seen to matter, trouble is believed of the calmest round alone.
        while company.count > 1 || isOurs, calm != calm.calmer, !isInterrupted() {
            calm = calm.calmer
            let troubled = company.filter { reports[$0].map(hasTrouble) == true }
            guard let one = troubled.first else { break }
            // What all have alike is confirmed by one of them, as long as none was well without company.
            let isAlike =
                !isOurs && troubled.count == company.count && Set(troubled.map { troubles(of: reports[$0]) }).count == 1
            company = isAlike ? [one] : troubled
            for part in calm.divided(company) {
                take(await measure(part, at: calm, isAgain: true), of: part, into: &own)
            }
            // All of them: what they share may have come out otherwise, and be all that some of them lacked.
            let before = reports
            reports = judged(hubs, own)
            let changed = company.contains { troubles(of: reports[$0]) != troubles(of: before[$0]) }
            guard changed || isOurs else { break }
            if changed { rounds = calm }
            isOurs = true
            if isAlike { company = troubled }
        }
        return hubs.compactMap { reports[$0] }
    }

    private mutating func take(_ record: Record, of hubs: [HostName], into own: inout [HostName: [Observation]]) {
        next = record.next
        let told = Dictionary(grouping: common.take(record.observations, of: all), by: \.host)
        for hub in hubs { own[hub] = told[hub] }
    }

    private func judged(_ hubs: [HostName], _ own: [HostName: [Observation]]) -> [HostName: Report] {
        let shared = common.observations
        return hubs.reduce(into: [:]) { reports, hub in
            reports[hub] = judge(hub, (shared + (own[hub] ?? [])).sorted { $0.index < $1.index })
        }
    }

    /// The findings that stand on what was seen in company: of the hub itself, and of what all share until that is confirmed.
    private func findings(of report: Report) -> [Finding] {
        let hub = report.survey.assignment.hub
        return report.diagnosis.findings.filter { finding in
            finding.severity != .info
                && finding.evidence.contains { basis in
                    guard let host = report.survey.observation(basis.observation)?.host else { return false }
                    return host == hub || isCommonUnconfirmed
                }
        }
    }

    /// Something is wrong that company may have to do with.
    private func hasTrouble(_ report: Report) -> Bool {
        !findings(of: report).isEmpty || report.diagnosis.verdict == .inconclusive
    }

    /// What is wrong, but for whose address it is.
    private func troubles(of report: Report?) -> Set<[String]> {
        guard let report else { return [] }
        return Set(findings(of: report).map(\.trouble) + [[report.diagnosis.verdict.rawValue]])
    }

    private func measure(_ hubs: [HostName], at rounds: Rounds, isAgain: Bool = false) async -> Record {
        let began = ContinuousClock.now
        let record = Record(from: next, after: Seconds(began - start))
        let known = common.observations.filter { !isAgain || !isCommonUnconfirmed || $0.host == nil }
        let plans = roster.plans.map { plan, namespace -> Investigation.Assigned in
            var plan = plan
            plan.services.take(hubs)
            plan.limits.pace = rounds.pace / Double(max(1, roster.plans.count))
            plan.limits.budget = investigation.base.limits.budget
            plan.known = known.filter { $0.vantage == plan.briefing.vantage }
            return (plan, namespace)
        }
        await investigation.repeated(plans, until: interruption, into: record, watch)
        if let traced = await investigation.about(hubs).trace(
            plans, expedition.networks, record, beside: known, since: began, until: interruption, isInterrupted, watch)
        {
            record.add(traced)
        }
        return record
    }
}

extension Finding {
    fileprivate var trouble: [String] {
        [
            cause.rawValue, severity.rawValue, subject.port.map(String.init) ?? "",
            vantages.map(\.description).joined(separator: " "),
        ]
    }
}

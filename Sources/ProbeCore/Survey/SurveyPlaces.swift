/// Where in a survey's observations the answers to a question are: rules look them up tens of thousands of times.
///
/// Each look-up takes time in proportion to what it finds, so that judging takes time in proportion to the survey. All
/// places are in the order of the observations.
struct SurveyPlaces: Sendable {
    private var ofProbe: [ProbeID: [Int]] = [:]
    private var fromVantage: [From: [Int]] = [:]
    private var ofHost: [Of: [Int]] = [:]
    private var aboutSubject: [About: [Int]] = [:]
    private var ofNumber: [Int: Int] = [:]

    private struct From: Hashable {
        let probe: ProbeID
        let vantage: Vantage
    }

    private struct Of: Hashable {
        let probe: ProbeID
        let host: HostName
    }

    private struct About: Hashable {
        let from: From
        let subject: AnySubject
    }

    init(of observations: [Observation]) {
        for (place, observation) in observations.enumerated() {
            let from = From(probe: observation.probe, vantage: observation.vantage)
            ofProbe[observation.probe, default: []].append(place)
            fromVantage[from, default: []].append(place)
            if let name = observation.subject.narrowed(to: Name.self) {
                ofHost[Of(probe: observation.probe, host: name.host), default: []].append(place)
            }
            aboutSubject[About(from: from, subject: AnySubject(observation.subject)), default: []].append(place)
            if ofNumber[observation.index] == nil { ofNumber[observation.index] = place }
        }
    }

    /// The first observation of a number.
    func named(_ number: Int) -> Int? { ofNumber[number] }

    func of(_ probe: ProbeID, from vantage: Vantage?) -> [Int] {
        guard let vantage else { return ofProbe[probe] ?? [] }
        return fromVantage[From(probe: probe, vantage: vantage)] ?? []
    }

    func of(_ probe: ProbeID, at host: HostName) -> [Int] { ofHost[Of(probe: probe, host: host)] ?? [] }

    func of(_ probe: ProbeID, about subject: any Subject, from vantage: Vantage) -> [Int] {
        aboutSubject[About(from: From(probe: probe, vantage: vantage), subject: AnySubject(subject))] ?? []
    }
}

/// A subject of whichever type: two of different types are never equal.
private struct AnySubject: Hashable, Sendable {
    private let subject: any Subject

    init(_ subject: any Subject) { self.subject = subject }

    static func == (left: AnySubject, right: AnySubject) -> Bool { isEqual(left.subject, right.subject) }

    private static func isEqual<S: Subject>(_ left: S, _ right: any Subject) -> Bool { right as? S == left }

    func hash(into hasher: inout Hasher) { subject.hash(into: &hasher) }
}

/// What a probe asks about each of its subjects, and the evidence that answers it: all that whoever judges has to know.
///
/// How it is measured is the probe's matter; a question alone is enough to read its answers out of a recording.
package protocol Question: Sendable {
    associatedtype About: Subject
    associatedtype Evidence: Codable & Hashable & Sendable

    static var id: ProbeID { get }
    /// One sentence for `edgeprobe list`.
    static var question: Sentence { get }
    static var bearing: Bearing { get }
}

/// What an answer is to a finding.
package enum Bearing: Sendable {
    /// What a client of the service would meet: beside a finding about something else it is a control.
    case target
    /// What a client asks, with exactly one thing changed.
    case control
    /// A state of this device, whoever's packets it decides about.
    case state
}

extension Question {
    package static var bearing: Bearing { About.self == Device.self ? .state : .target }
}

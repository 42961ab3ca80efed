package import ProbeCore

/// Reads the rules again while connections wait, and says which rules that drop have counted packets since.
package struct CountDrops: Question {
    package static let id: ProbeID = "fwd.counters"
    package static let question: Sentence = "Which rules that drop have counted packets during the run?"
    package typealias About = Device
    package typealias Evidence = CounterRises

    package init() {}
}

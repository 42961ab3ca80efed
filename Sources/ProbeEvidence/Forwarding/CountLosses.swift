package import ProbeCore

/// Counts what this device's kernel itself throws away of a connection that was silent, beside a moment without one.
package struct CountLosses: Question {
    package static let id: ProbeID = "fwd.losses"
    package static let question: Sentence = "Does this device's kernel throw away packets of silent connections?"
    package typealias About = Device
    package typealias Evidence = LossCount

    package init() {}
}

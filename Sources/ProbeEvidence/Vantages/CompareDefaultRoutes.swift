package import ProbeCore

/// Compares the host's default routes before the first namespace was put on a bridge with those after the last worker.
package struct CompareDefaultRoutes: Question {
    package static let id: ProbeID = "vantage.routes"
    package static let question: Sentence = "Did the host's default routes change when a veth was put on a bridge?"
    package typealias About = Device
    package typealias Evidence = DefaultRouteChange

    package init() {}
}

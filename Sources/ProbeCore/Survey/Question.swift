/// What a probe asks about each of its subjects, and the evidence that answers it: all that whoever judges has to know.
///
/// How it is measured is the probe's matter; a question alone is enough to read its answers out of a recording.
package protocol Question: Sendable {
    associatedtype About: Subject
    associatedtype Evidence: Codable & Hashable & Sendable

    static var id: ProbeID { get }
    /// One sentence for `edgeprobe list`.
    static var question: String { get }
}

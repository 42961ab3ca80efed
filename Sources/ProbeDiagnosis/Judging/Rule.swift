package import ProbeFindings

/// A pure function from the views over a survey to findings; one rule a file, one line of the rulebook.
///
/// A rule matches on errno, ICMP type and code, TCP_INFO, rcode, X509 code, alert and protocol fields, never on text.
/// It speaks for its own cause alone: which of several findings remains is the rulebook's business, and how sure it is,
/// the differential's. Its severities come from `DeviceNeeds`.
package protocol Rule: Sendable {
    /// What it may find.
    static var causes: [Cause] { get }
    /// The symptoms that its causes account for, for the same subject or within the finding's scope.
    static var explains: [Cause] { get }

    init()

    func findings(in scene: Scene) -> [Finding]

    /// Whether a symptom whose cause the rule or its finding explains lies within that finding's reach.
    ///
    /// The default asks the finding's `Scope`. A rule whose findings stand for a group (two ports out of three, say)
    /// names its members here; one about the device as a whole asks `Scope.coversSubject`.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool
}

extension Rule {
    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).contains(symptom)
    }
}

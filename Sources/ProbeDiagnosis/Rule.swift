package import ProbeCore

/// A pure function from a survey to findings; one rule a file, one line of the rulebook.
///
/// A rule matches on errno, ICMP type and code, TCP_INFO, rcode, X509 code, alert and protocol fields, never on text.
/// It speaks for its own cause alone: which of several findings remains is the rulebook's business.
package protocol Rule: Sendable {
    /// What it may find.
    static var causes: [Cause] { get }
    /// The symptoms that its causes account for, for the same subject or within the finding's scope.
    static var explains: [Cause] { get }

    init()

    func findings(in survey: Survey) -> [Finding]
}

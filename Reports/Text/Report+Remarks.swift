import ProbeCore
import ProbeFindings

extension Report {
    /// What every format says about the run itself, in sentences.
    var remarks: [String] { notes + [redaction?.sentence].compactMap(\.self) }
}

extension Report.Redaction {
    /// So that nobody takes a pseudonym for what it stands for.
    fileprivate var sentence: String {
        "Redacted: \(names) name\(names == 1 ? "" : "s") and \(addresses) address\(addresses == 1 ? "" : "es") have "
            + "pseudonyms. Names that begin with redacted- are made up, public addresses come from ranges for documentation "
            + "(198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32), and private ones are others of their range. Left out: "
            + "\(certificates) certificate\(certificates == 1 ? "" : "s") and \(texts) text\(texts == 1 ? "" : "s") of the network."
    }
}

import ProbeCore
import ProbeFindings

extension Report {
    /// What every format says about the run itself, in sentences.
    var remarks: [Sentence] { notes + [redaction?.sentence].compactMap(\.self) }
}

extension Report.Redaction {
    /// So that nobody takes a pseudonym for what it stands for.
    fileprivate var sentence: Sentence {
        """
        Redacted: \(names, .name) and \(addresses, .address) have pseudonyms. Names that begin with redacted- are made up, \
        public addresses come from ranges that nobody has (198.51.100.0/24, 203.0.113.0/24, 198.18.0.0/15, 2001:db8::/32), \
        and private ones are others of their range. Left out: \(certificates, .certificate) and \(texts, .text) of the \
        network.
        """
    }
}

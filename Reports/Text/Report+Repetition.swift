import ProbeFindings

extension Diagnosis {
    /// The number of the first finding that has the very same remedy; nothing where this one is the first.
    ///
    /// One change that removes two causes is written down once.
    func finding(before number: Int, with remedy: Remedy) -> Int? {
        findings.prefix(max(0, number - 1)).firstIndex { $0.remedies.contains(remedy) }.map { $0 + 1 }
    }
}

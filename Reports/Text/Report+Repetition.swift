import ProbeFindings

extension Diagnosis {
    /// The number of the first finding that has the very same change as a remedy; nothing where this one is the first.
    ///
    /// One change that removes two causes is written down once; its title, which may say of each what it is good for, stays.
    func finding(before number: Int, since first: Int = 1, with remedy: Remedy) -> Int? {
        findings.prefix(max(0, number - 1)).dropFirst(first - 1)
            .firstIndex { $0.remedies.contains { $0.isSameChange(as: remedy) } }.map { $0 + 1 }
    }
}

extension Remedy {
    fileprivate func isSameChange(as other: Remedy) -> Bool {
        self == other
            || (!commands.isEmpty && commands == other.commands && steps == other.steps && owner == other.owner)
    }
}

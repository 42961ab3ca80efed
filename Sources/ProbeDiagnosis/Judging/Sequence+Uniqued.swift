extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first appearance.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

extension Int {
    /// A counter as far as sums of it can be trusted: a recording may hold any number.
    var counted: Int { Swift.min(Swift.max(self, 0), 1 << 40) }
}

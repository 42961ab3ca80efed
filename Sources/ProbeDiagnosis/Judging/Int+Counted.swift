extension Int {
    /// A counter as far as sums of it can be trusted: a recording may hold any number.
    var counted: Int { Swift.min(Swift.max(self, 0), 1 << 40) }
}

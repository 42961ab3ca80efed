/// Which roots a chain may end at, besides the system's own store.
package struct TrustedRoots: Codable, Hashable, Sendable {
    /// PEM text of `--ca-file` or `--trust-only`.
    package var given: String?
    /// With `--trust-only`, neither the public roots nor the system store count.
    package var onlyGiven = false

    package init(given: String? = nil, onlyGiven: Bool = false) {
        self.given = given
        self.onlyGiven = onlyGiven
    }
}

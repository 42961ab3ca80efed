/// Who begins when, so that no second has more beginnings than were agreed on.
///
/// A firewall that counts new connections, and a resolver that counts questions, would else answer some of a burst with
/// silence, and a silence of the run's own making is what no report may hold.
struct Turns {
    private let interval: Duration
    private var last: ContinuousClock.Instant?

    /// - Parameter rate: beginnings a second.
    init(of rate: Double) { interval = .seconds(1) / max(rate, 0.1) }

    /// The next turn; nothing where it is at once.
    mutating func next(at now: ContinuousClock.Instant = .now) -> ContinuousClock.Instant? {
        let turn = max(now, last.map { $0 + interval } ?? now)
        last = turn
        return turn > now ? turn : nil
    }
}

/// How long a conversation waits.
package struct Waits: Sendable {
    /// Without any byte by then it is stuck, which is reported once.
    package var stuck: ContinuousClock.Instant
    /// Without any byte by then it is silent.
    package var quiet: ContinuousClock.Instant
    /// Everything is over by then.
    package var deadline: ContinuousClock.Instant

    package init(stuck: ContinuousClock.Instant, quiet: ContinuousClock.Instant, deadline: ContinuousClock.Instant) {
        self.stuck = stuck
        self.quiet = quiet
        self.deadline = deadline
    }
}

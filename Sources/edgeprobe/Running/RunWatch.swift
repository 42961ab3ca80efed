import ProbeLinux

/// What bounds a run from its first moment on: the clock of its budget, the signals that end it early, and the alarm that
/// ends what does not end by itself.
struct RunWatch {
    /// Those that begin with a watch, or with an `Interruption` alone.
    static let commands: Set = ["run", "verify", "demo", "emulate-hub"]

    private let begun = ContinuousClock.now
    let interruption = Interruption()

    /// What finding the vantages and ending the workers may take beyond the budget, in seconds.
    static let patience = 30.0

    /// - Parameter budget: of the run, in seconds, as far as it is known.
    init(budget: Double) {
        ProcessSettings.endAfter(budget + Self.patience)
    }

    /// When the budget began.
    ///
    /// What somebody took to write to standard input is no part of it.
    var start: ContinuousClock.Instant { begun + StandardStreams.awaited }
}

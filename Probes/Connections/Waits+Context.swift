import ProbeCore
import ProbeMeasurement
import ProbeTransport

extension Waits {
    /// The waits of one conversation that begins now.
    init<Evidence>(_ context: Context<Evidence>) {
        self.init(stuck: context.stuckAt, quiet: context.quietDeadline, deadline: context.attemptDeadline)
    }
}

import ProbeCore
import ProbeMeasurement

extension Context {
    /// The circumstances of a measurement outside any run.
    static func forTesting(_ plan: Plan, within patience: Duration = .seconds(10)) -> Context {
        Context(plan: plan, deadline: .now + patience, pace: Pace())
    }
}

import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport

/// How long the resolvers of this vantage are worth waiting for: as long as the clients here would.
///
/// A resolver behind a satellite, or one that has to search, answers after seconds, and every program gets its name. glibc sends
/// its second question after five seconds and takes the answer to the first as well; musl, the modules' library, gives up
/// then (res_msend.c). So what is silent until then is silent for the modules, and more is waited for by nobody.
struct ClientPatience: Hashable, Sendable {
    /// What a client waits for a first answer, in all of its attempts as far as the run lasts.
    let seconds: Seconds
    /// Until the library's second question had its answer, unless attempts are to be shorter.
    let repetition: Seconds
    /// `timeout` of resolv.conf: a silence as long as that is one for musl.
    let timeout: Seconds

    /// Until the second question of a stub on this device, which begins as late, had an answer.
    private static let grace = Seconds(0.3)
    /// As long as an answer takes on all but slow networks.
    private static let roundTrip = Seconds(1.2)
    /// The engine's own resolver gives up on each forwarder after four seconds (extIOTimeout of libnetwork's resolver.go).
    private static let engine = Seconds(4)

    init(of configuration: ResolverConfiguration, in plan: Plan) {
        let attempt = Seconds(plan.limits.attemptTimeout.value + Self.grace.value)
        // In a namespace of our own it is the engine that would ask, and we ask in its place.
        let origin = plan.briefing.origin
        let isEngines = origin?.kind == .attached && origin?.usesEngineResolver ?? false
        let client = isEngines ? min(configuration.patience, Self.engine) : configuration.patience
        seconds = min(client, attempt)
        repetition = max(seconds, Seconds(min(configuration.timeout, attempt).value + Self.roundTrip.value))
        timeout = isEngines ? min(configuration.timeout, Self.engine) : configuration.timeout
    }
}

extension Waits {
    /// The waits for a resolver that clients of this vantage ask.
    init<Evidence>(_ context: Context<Evidence>, _ patience: ClientPatience) {
        let begin = ContinuousClock.now
        let quiet = begin + patience.seconds.duration
        self.init(
            stuck: min(context.stuckAt, begin + patience.seconds.duration / 2), quiet: quiet,
            deadline: max(context.attemptDeadline, quiet))
    }
}

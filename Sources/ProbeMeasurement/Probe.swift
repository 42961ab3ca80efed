package import ProbeCore

/// A question with how it is measured.
///
/// A conforming type is one file under `Probes/`, one under `ProbeEvidence` and a line of each list. What it depends on is its `Input` type:
/// the scheduler derives the order from it, and a probe cannot read evidence that it did not declare.
///
/// Failure is evidence: a refused connection is an answer and is returned. Throw only when the question could not be
/// asked at all (no descriptors left, say). Every wait must end by the context's deadline or when the task is
/// cancelled, and evidence gathered until then is returned, not lost.
package protocol Probe: Question {
    associatedtype Input: ProbeInput = Nothing
    /// What calls for it, with all that it needs to be asked; its input, unless less is enough.
    associatedtype Occasion: Sendable = Input
    associatedtype Product: Live = NoLive

    /// Longest time a measurement may take before it is given up; longer than its own waits.
    static var patience: Duration { get }
    /// It asks for the firewall's rules, which no worker may read; without them the evidence says so.
    static var readsRules: Bool { get }

    init()

    /// What to ask about, given the plan; empty when the plan turns the question off.
    func subjects(in plan: Plan) -> [About]

    /// Everybody whom the probe may send packets to, given the plan; what a run promises beforehand is made of it.
    func contacts(in plan: Plan) -> Set<Contacted>

    /// What in the input calls for this probe; nothing where nothing does: controls run only when something needs
    /// explaining.
    func occasion(for about: About, of input: Input, in plan: Plan) -> Occasion?

    func measure(
        _ about: About, _ occasion: Occasion, _ context: Context<Evidence>
    ) async throws(ProbeError) -> Measured<Evidence, Product>
}

extension Probe {
    package static var patience: Duration { .seconds(20) }

    package static var readsRules: Bool { false }
}

extension Probe where Occasion == Input {
    package func occasion(for about: About, of input: Input, in plan: Plan) -> Occasion? { input }
}

// What most probes about a thing contact; another kind of thing has no default, so that nobody is forgotten.

extension Probe where About == Device {
    package func contacts(in plan: Plan) -> Set<Contacted> { [] }
}

extension Probe where About == LocalPort {
    package func contacts(in plan: Plan) -> Set<Contacted> { [] }
}

extension Probe where About == Name {
    package func contacts(in plan: Plan) -> Set<Contacted> {
        subjects(in: plan).isEmpty ? [] : [Contacted(.resolvers)]
    }
}

extension Probe where About == Endpoint {
    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set(
            subjects(in: plan).compactMap { endpoint in
                switch endpoint.via {
                case .direct: Contacted(.service(endpoint.service, endpoint.host), ports: [endpoint.port])
                case .proxy: plan.services.proxy.map { Contacted(.proxy($0.address), ports: [endpoint.port]) }
                }
            })
    }
}

/// What a measurement gives: evidence for the record, and a live connection for the next rung.
package struct Measured<Evidence: Sendable, Product: Live>: Sendable {
    package let evidence: Evidence
    package let product: Product?

    package init(_ evidence: Evidence, product: Product? = nil) {
        self.evidence = evidence
        self.product = product
    }
}

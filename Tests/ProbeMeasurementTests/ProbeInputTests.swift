import ProbeCore
import ProbeMeasurement
import Testing

struct ProbeInputTests {
    /// What an input makes of one entry on the board.
    private enum Answer: Equatable {
        case waiting
        case provisional(String)
        case settled(String)
        case impossible(SkipReason)

        init<Input>(_ readiness: Readiness<Input>, _ text: (Input) -> String) {
            switch readiness {
            case .waiting: self = .waiting
            case .provisional(let input): self = .provisional(text(input))
            case .settled(let input): self = .settled(text(input))
            case .impossible(let reason): self = .impossible(reason)
            }
        }
    }

    private let hub: HostName
    private let endpoint: Endpoint
    private var board: Board

    private let skip = SkipReason(.prerequisite, "no rung")
    private let excluded = SkipReason(.excluded, "\(Ground.id) is not part of this run")
    private let trouble = ProbeError.outOfDescriptors("no descriptors left")
    private var noEvidence: SkipReason { SkipReason(.prerequisite, "\(Ground.id) gave no evidence: \(trouble)") }

    init() throws {
        hub = try HostName(validating: "hub.example")
        endpoint = Endpoint(.hub, hub, .amqp)
        board = Board(plan: Plan(hub: hub))
    }

    private mutating func record(_ entry: Board.Entry) { board.record(entry, for: Board.Key(Ground.id, Name(hub))) }

    private var after: Answer {
        Answer(After<Ground>.resolve(from: board, about: endpoint)) { input in
            switch input.outcome {
            case .seen(let word): word.text
            case .skipped(let reason): "skipped: \(reason)"
            case .failed(let error): "failed: \(error)"
            }
        }
    }

    private var following: Answer {
        Answer(Following<Ground>.resolve(from: board, about: endpoint)) { "\($0.evidence.text), final: \($0.isFinal)" }
    }

    private var on: Answer {
        Answer(On<Ground>.resolve(from: board, about: endpoint)) { "\($0.evidence.text) of \($0.product.length)" }
    }

    private var either: Answer {
        Answer(OnEither<Tunnel, Ground>.resolve(from: board, about: endpoint)) {
            switch $0 {
            case .upper(let rung): "upper \(rung.evidence.text)"
            case .lower(let rung): "lower \(rung.evidence.text)"
            }
        }
    }

    @Test
    func `nothing to wait for starts at once`() {
        #expect(Nothing.upstream.isEmpty)
        #expect(Answer(Nothing.resolve(from: board, about: endpoint)) { _ in "" } == .settled(""))
    }

    @Test
    func `an input names what it reads`() {
        #expect(After<Ground>.upstream == ["fake.ground"])
        #expect(Following<Ground>.upstream == ["fake.ground"])
        #expect(On<Ground>.upstream == ["fake.ground"])
        #expect(OnEither<Tunnel, Ground>.upstream == ["fake.tunnel", "fake.ground"])
    }

    @Test
    func `an absent probe makes every input impossible`() {
        #expect(after == .impossible(excluded))
        #expect(following == .impossible(excluded))
        #expect(on == .impossible(excluded))
        #expect(either == .impossible(excluded))
    }

    @Test
    mutating func `every input waits for a probe that waits`() {
        record(.waiting)
        #expect([after, following, on, either] == [.waiting, .waiting, .waiting, .waiting])
    }

    @Test
    mutating func `interim evidence is for followers only`() {
        record(.interim(Word("soft")))
        #expect(following == .provisional("soft, final: false"))
        #expect([after, on, either] == [.waiting, .waiting, .waiting])
    }

    @Test
    mutating func `evidence with a product carries the next rung`() {
        record(.final(.seen(Word("firm")), product: Rope(length: 3)))
        #expect(after == .settled("firm"))
        #expect(following == .settled("firm, final: true"))
        #expect(on == .settled("firm of 3"))
        #expect(either == .settled("lower firm"))
    }

    @Test
    mutating func `evidence without a product carries no rung`() {
        record(.final(.seen(Word("mud")), product: nil))
        #expect(after == .settled("mud"))
        #expect(following == .settled("mud, final: true"))
        let reason = SkipReason(.prerequisite, "\(Ground.id) did not get through")
        #expect(on == .impossible(reason))
        #expect(either == .impossible(reason))
    }

    @Test
    mutating func `a skipped probe passes its reason on`() {
        record(.final(.skipped(skip), product: nil))
        #expect(after == .settled("skipped: no rung"))
        #expect([following, on, either] == [.impossible(skip), .impossible(skip), .impossible(skip)])
    }

    @Test
    mutating func `a failed probe gives no evidence`() {
        record(.final(.failed(trouble), product: nil))
        #expect(after == .settled("failed: no descriptors left"))
        #expect(
            [following, on, either] == [.impossible(noEvidence), .impossible(noEvidence), .impossible(noEvidence)])
    }

    @Test
    mutating func `the upper rung is taken wherever the plan has it, even when it breaks`() {
        record(.final(.seen(Word("firm")), product: Rope(length: 3)))
        let key = Board.Key(Tunnel.id, endpoint)
        board.record(.waiting, for: key)
        #expect(either == .waiting)
        board.record(.final(.seen(Word("dark")), product: Rope(length: 1)), for: key)
        #expect(either == .settled("upper dark"))
        board.record(.final(.seen(Word("blocked")), product: nil), for: key)
        #expect(either == .impossible(SkipReason(.prerequisite, "\(Tunnel.id) did not get through")))
    }
}

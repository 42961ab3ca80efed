import ProbeCore
import ProbeMeasurement
import Testing

struct BoardTests {
    private let name: Name
    private let endpoint: Endpoint
    private var board: Board

    init() throws {
        let hub = try HostName(validating: "hub.example")
        name = Name(hub)
        endpoint = Endpoint(.hub, hub, .amqp)
        board = Board(plan: Plan(hub: hub))
    }

    private mutating func record(_ entry: Board.Entry) { board.record(entry, for: Board.Key(Ground.id, name)) }

    @Test
    func `what nobody asked is absent`() throws {
        guard case .absent = board.state(of: Ground.self, for: name) else {
            Issue.record("a question that was never recorded has a state")
            return
        }
        #expect(board.states(of: Ground.self).isEmpty)
    }

    @Test
    mutating func `another name's question is another question`() throws {
        record(.waiting)
        let other = Name(try HostName(validating: "other.example"))
        guard case .absent = board.state(of: Ground.self, for: other) else {
            Issue.record("the state of one name passes for another's")
            return
        }
    }

    @Test
    mutating func `a wider subject's state is found from the narrower one`() {
        record(.final(.seen(Word("firm")), product: Rope(length: 3)))
        guard case .final(let about, .seen(let evidence), let product) = board.state(of: Ground.self, for: endpoint)
        else {
            Issue.record("the endpoint does not find the state of its name")
            return
        }
        #expect(about == name)
        #expect(evidence == Word("firm"))
        #expect(product?.length == 3)
        guard case .absent = board.state(of: Tunnel.self, for: name) else {
            Issue.record("a name finds an endpoint")
            return
        }
    }

    @Test
    mutating func `the last entry counts`() {
        record(.waiting)
        record(.interim(Word("soft")))
        guard case .interim(_, Word("soft")) = board.state(of: Ground.self, for: name) else {
            Issue.record("the interim evidence is lost")
            return
        }
        record(.final(.skipped(SkipReason(.budget, "the run ended")), product: nil))
        guard case .final(_, .skipped(let reason), nil) = board.state(of: Ground.self, for: name) else {
            Issue.record("the final outcome is lost")
            return
        }
        #expect(reason.code == .budget)
        #expect(board.states(of: Ground.self).count == 1)
        #expect(board.states(of: Weather.self).isEmpty)
    }

    @Test
    mutating func `evidence of another type is never handed out`() {
        record(.interim(42))
        guard case .waiting = board.state(of: Ground.self, for: name) else {
            Issue.record("interim evidence of another type is handed out")
            return
        }
        record(.final(.seen(42), product: nil))
        guard case .absent = board.state(of: Ground.self, for: name) else {
            Issue.record("evidence of another type is handed out")
            return
        }
    }
}

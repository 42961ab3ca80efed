import FoundationEssentials
import ProbeCore
import ProbeMeasurement
import TestSupport
import Testing

struct ObservationTests {
    private let name: Name

    init() throws { name = Name(try HostName(validating: "hub.example")) }

    private func observation(_ outcome: Outcome<any Codable & Hashable & Sendable>) -> Observation {
        Observation(
            index: 3, probe: Ground.id, vantage: .host, subject: name, outcome: outcome, startedAt: Seconds(0.5),
            duration: Seconds(0.25))
    }

    private func read(_ text: String, catalogue: [any Question.Type] = [Weather.self, Ground.self]) throws
        -> Observation
    {
        let decoder = JSONDecoder()
        if let key = Observation.catalog { decoder.userInfo[key] = catalogue }
        return try decoder.decode(Observation.self, from: Data(text.utf8))
    }

    @Test
    func `evidence gets its types back from the catalogue`() throws {
        let text = try JSON.text(observation(.seen(Word("firm"))))
        #expect(
            text == """
                {"durationSeconds":0.25,"evidence":{"text":"firm"},"index":3,"outcome":"seen","probe":"fake.ground",\
                "startedAtSeconds":0.5,"subject":{"host":"hub.example"},"vantage":"host"}
                """)
        let copy = try read(text)
        #expect(copy.index == 3 && copy.probe == Ground.id && copy.vantage == .host)
        #expect(copy.subject as? Name == name)
        #expect(copy.startedAt == Seconds(0.5) && copy.duration == Seconds(0.25))
        #expect(copy.outcome.evidence as? Word == Word("firm"))
        #expect(try JSON.text(copy) == text)
    }

    @Test(arguments: [
        SkipReason.Code.prerequisite, .notNeeded, .excluded, .capability, .budget, .interrupted,
    ])
    func `a skip travels with its reason`(code: SkipReason.Code) throws {
        let text = try JSON.text(observation(.skipped(SkipReason(code, "because"))))
        guard case .skipped(let reason) = try read(text).outcome else {
            Issue.record("a skip comes back as something else: \(text)")
            return
        }
        #expect(reason == SkipReason(code, "because"))
    }

    @Test(arguments: [
        ProbeError.Code.system, .descriptors, .patience, .budget, .interrupted, .worker, .library,
    ])
    func `a failure travels with its error`(code: ProbeError.Code) throws {
        let text = try JSON.text(observation(.failed(ProbeError.recorded(code, "no luck"))))
        guard case .failed(let error) = try read(text).outcome else {
            Issue.record("a failure comes back as something else: \(text)")
            return
        }
        #expect(error == ProbeError.recorded(code, "no luck"))
    }

    @Test
    func `an unknown probe is told from a broken recording`() throws {
        let text = try JSON.text(observation(.seen(Word("firm"))))
        let unknown = #expect(throws: Observation.UnknownProbe.self) { try read(text, catalogue: [Weather.self]) }
        #expect(unknown?.probe == Ground.id)
        #expect(throws: Observation.UnknownProbe.self) { try JSON.value(Observation.self, text) }
    }

    @Test(arguments: [
        (#""outcome":"seen""#, #""outcome":"guessed""#), (#""outcome":"seen""#, #""outcome":"skipped""#),
        (#"{"text":"firm"}"#, "20"), (#""evidence":{"text":"firm"},"#, ""), (#""host""#, #""Host""#),
        (#"{"host":"hub.example"}"#, #"{"host":"127.1"}"#), (#""index":3"#, #""index":1e30"#),
        (#""index":3"#, #""index":"3""#),
        ("0.25", "1e999"), ("0.25", #""long""#), (#""fake.ground""#, "7"),
    ])
    func `a recording that was edited wrongly is refused, not trusted`(old: String, new: String) throws {
        let text = try JSON.text(observation(.seen(Word("firm"))))
        let edited = text.replacing(old, with: new)
        #expect(edited != text)
        #expect(throws: DecodingError.self) { try read(edited) }
    }

    @Test(arguments: [("0.25", "-1e308"), ("0.25", "1e308"), (#""index":3"#, #""index":-9223372036854775808"#)])
    func `an absurd number is read and can be written again`(old: String, new: String) throws {
        let copy = try read(try JSON.text(observation(.seen(Word("firm")))).replacing(old, with: new))
        let again = try read(try JSON.text(copy))
        #expect(again.duration == copy.duration && again.index == copy.index)
        #expect(!copy.duration.description.isEmpty)
    }
}

import ProbeCore
import TestSupport
import Testing

struct VantageTests {
    @Test(arguments: [
        "host", "docker:bridge", "docker:azure-iot-edge", "container:edgeAgent", "netns:blue", "netns:/run/netns/blue",
    ])
    func `a vantage keeps its text`(text: String) throws {
        let vantage = try #require(Vantage(text))
        #expect(vantage.description == text)
        #expect(try JSON.text([vantage]) == "[\"\(text)\"]")
        #expect(try JSON.roundTrip([vantage]) == [vantage])
        #expect((vantage == .host) == (text == "host"))
    }

    @Test func `a name out of a recording writes nothing of its own`() throws {
        let name = "netns:x\u{1b}]0;pwned\u{7}\u{202e}y\n  evil.example.com, tcp 443"
        let vantage = try #require(try JSON.value([Vantage].self, try JSON.text([name])).first)
        #expect(vantage.description == #"netns:x\u{1b}]0;pwned\u{7}\u{202e}y\u{a}  evil.example.com, tcp 443"#)
        #expect(try JSON.roundTrip([vantage]) == [vantage])
        let own = Vantage.namespace("größe 서울")
        #expect(try JSON.roundTrip([own]) == [own])
    }

    @Test(arguments: [
        "", "Host", "host:", "hosts", "host ", "docker", "docker:", "container:", "netns:", "pod:a", " docker:a",
        "Docker:a",
    ])
    func `another text is no vantage`(text: String) throws {
        #expect(Vantage(text) == nil)
        let json = try JSON.text([text])
        #expect(throws: DecodingError.self) { try JSON.value([Vantage].self, json) }
    }
}

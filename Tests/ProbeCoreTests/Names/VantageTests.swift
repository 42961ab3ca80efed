import ProbeCore
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

    @Test(arguments: [
        "", "Host", "host:", "hosts", "docker", "docker:", "container:", "netns:", "pod:a", " docker:a", "docker:a b",
        "docker:a\n", "docker:\u{1b}[2J", "netns:\0", "docker:é", "docker:\u{202e}",
    ])
    func `another text is no vantage`(text: String) throws {
        #expect(Vantage(text) == nil)
        let json = try JSON.text([text])
        #expect(throws: DecodingError.self) { try JSON.value([Vantage].self, json) }
    }
}

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

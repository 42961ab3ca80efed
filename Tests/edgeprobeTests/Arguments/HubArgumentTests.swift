import ProbeCore
import Testing

@testable import edgeprobe

struct HubArgumentTests {
    @Test(arguments: [
        "myhub.azure-devices.net", "https://myhub.azure-devices.net", "https://myhub.azure-devices.net/",
        "amqps://myhub.azure-devices.net:5671/$iothub/websocket?iothub-no-client-cert=true",
        "myhub.azure-devices.net:443",
        "myhub.azure-devices.net:", "myhub.azure-devices.net/devices", "myhub.azure-devices.net?api-version=1",
        "myhub.azure-devices.net#top", "MyHub.Azure-Devices.net", "myhub.azure-devices.net.",
        "https://user:pa@ss@myhub.azure-devices.net:8883/x@y", "//myhub.azure-devices.net".replacing("//", with: "://"),
    ])
    func `what is pasted round a name is taken off`(text: String) throws {
        #expect(try HubArgument(parsing: text).name.description == "myhub.azure-devices.net")
    }

    @Test
    func `a note says that something was taken off, and a plain name needs none`() throws {
        #expect(try HubArgument(parsing: "myhub.azure-devices.net").note == nil)
        #expect(
            try HubArgument(parsing: "https://myhub.azure-devices.net/").note?.english
                == "Only the host name of --hub counts: myhub.azure-devices.net.")
    }

    @Test(arguments: [
        "", " ", "https://", "https:///path", "https://:443", "10.0.0.4", "https://10.0.0.4:443/", "::1", "[::1]:443",
        "my hub",
        "myhub.azure-devices.net:port", "myhub.azure-devices.net:٤", "mailto:myhub.azure-devices.net", "hub\n.example",
        "a..b", "host:80:90",
    ])
    func `what holds no name is refused in a sentence`(text: String) {
        let error = #expect(throws: (any Error).self) { try HubArgument(parsing: text) }
        let sentence = error.map { "\($0)" } ?? ""
        #expect(sentence.hasPrefix("--hub: the name") && sentence.hasSuffix("."))
        #expect(sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f })
    }

    @Test(arguments: [
        "HostName=my hub;DeviceId=d;SharedAccessKey=c2VjcmV0", "DeviceId=d;SharedAccessKey=c2VjcmV0",
        "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
        "https://user:c2VjcmV0/x@myhub.azure-devices.net",
        "user:c2VjcmV0@", "user:c2VjcmV0@my hub", "SharedAccessSignature sr=x&sig=c2VjcmV0",
        "https://user:c2VjcmV0@10.0.0.4/",
    ])
    func `an error repeats no secret`(text: String) {
        let error = #expect(throws: (any Error).self) { try HubArgument(parsing: text) }
        #expect(!(error.map { "\($0)" } ?? "c2VjcmV0").contains("c2VjcmV0"))
    }

    @Test(arguments: [
        "HostName=myhub.azure-devices.net;DeviceId=d;SharedAccessKey=c2VjcmV0",
        "SharedAccessKeyName=iothubowner;SharedAccessKey=c2VjcmV0;hostname=MyHub.azure-devices.net",
        "\"HostName=myhub.azure-devices.net;SharedAccessKey=c2VjcmV0\"",
    ])
    func `of a connection string the host's name is taken, and the report says so`(text: String) throws {
        let argument = try HubArgument(parsing: text)
        #expect(argument.name.description == "myhub.azure-devices.net")
        let note = try #require(argument.note).english
        #expect(
            note
                == "Of the connection string only the host name was taken, myhub.azure-devices.net; the rest was discarded."
        )
    }

    @Test func `a connection string that stands alone is the hub, and no more of it goes on`() {
        let string = "HostName=h.example;DeviceId=d;SharedAccessKey=c2VjcmV0"
        #expect(ConnectionString.replaced(in: ["plan", string]) == ["plan", "--hub", "HostName=h.example;"])
        #expect(ConnectionString.replaced(in: [string, "--strict"]) == ["--hub", "HostName=h.example;", "--strict"])
        // What stands behind an option is its value.
        #expect(ConnectionString.replaced(in: ["--proxy", string]) == ["--proxy", string])
        #expect(ConnectionString.replaced(in: ["--hub=h.example", "a"]) == ["--hub=h.example", "a"])
    }

    @Test func `a name without its domain gets it suggested, and one of another script is asked for in letters`() throws
    {
        func sentence(_ text: String) -> String {
            (#expect(throws: (any Error).self) { try HubArgument(parsing: text) }).map { "\($0)" } ?? ""
        }
        #expect(sentence("myhub") == "--hub: myhub is no whole name; did you mean myhub.azure-devices.net?")
        #expect(sentence("bü cher.example").contains("has a character that no host name may have"))
        let hub = try HubArgument(parsing: "bücher.example")
        #expect(hub.name.description == "xn--bcher-kva.example" && hub.name.readable == "bücher.example")
        #expect(hub.note?.english == "The name of --hub is asked for as xn--bcher-kva.example.")
    }

    @Test(arguments: ["azure-devices.net", "myhub.privatelink.azure-devices.net", "device.azure-devices.us"])
    func `a domain of hubs is no hub`(name: String) {
        #expect(throws: (any Error).self) { try HubArgument(parsing: name) }
    }

    @Test func `blanks that came along count for nothing, and an address in brackets is none`() throws {
        #expect(try HubArgument(parsing: " myhub.azure-devices.net\t").name.description == "myhub.azure-devices.net")
        #expect(throws: (any Error).self) { try HubArgument(parsing: "[2001:db8::1]") }
        #expect(throws: (any Error).self) { try HubArgument(parsing: "") }
    }

    @Test(arguments: ["https://user:c2VjcmV0@myhub.azure-devices.net", "myhub.azure-devices.net?sig=c2VjcmV0"])
    func `a note repeats no secret`(text: String) throws {
        let note = try #require(try HubArgument(parsing: text).note).english
        #expect(!note.contains("c2VjcmV0") && !note.contains("user"))
    }
}

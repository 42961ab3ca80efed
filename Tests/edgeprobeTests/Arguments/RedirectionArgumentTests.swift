import ProbeCore
import Testing

@testable import edgeprobe

struct RedirectionArgumentTests {
    private func host(_ text: String) throws -> HostName { try HostName(validating: text) }

    @Test
    func `all four parts are read`() throws {
        let address = try #require(IPAddress("127.0.0.1"))
        #expect(
            RedirectionArgument(argument: "hub.example:443:127.0.0.1:8443")?.redirection
                == Redirection(
                    host: try host("hub.example"), port: 443, target: .address(address), targetPort: 8443))
        #expect(
            RedirectionArgument(argument: "Hub.Example:443:other.example:8443")?.redirection
                == Redirection(
                    host: try host("hub.example"), port: 443, target: .name(try host("other.example")), targetPort: 8443
                ))
    }

    @Test
    func `an IPv6 target stands in brackets`() throws {
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(
            RedirectionArgument(argument: "hub.example:443:[2001:db8::1]:8443")?.redirection
                == Redirection(
                    host: try host("hub.example"), port: 443, target: .address(address), targetPort: 8443))
        #expect(RedirectionArgument(argument: "::[2001:db8::1]:")?.redirection.target == .address(address))
    }

    @Test
    func `an empty part matches or keeps anything`() throws {
        #expect(
            RedirectionArgument(argument: ":::")?.redirection
                == Redirection(host: nil, port: nil, target: nil, targetPort: nil))
        #expect(
            RedirectionArgument(argument: ":5671::15671")?.redirection
                == Redirection(host: nil, port: 5671, target: nil, targetPort: 15_671))
        #expect(
            RedirectionArgument(argument: "hub.example::other.example:")?.redirection
                == Redirection(
                    host: try host("hub.example"), port: nil, target: .name(try host("other.example")), targetPort: nil)
        )
    }

    @Test(arguments: [
        "", ":", "::", "::::", "hub.example", "hub.example:443", "hub.example:443:127.0.0.1",
        "hub.example:443:127.0.0.1:1:2",
        "hub.example:0:127.0.0.1:1", "hub.example:443:127.0.0.1:0", "hub.example:65536::", "hub.example:+443::",
        "hub.example:https::", "hub.example:443:2001:db8::1:8443", "hub.example:443:[2001:db8::1:8443",
        "hub.example:443:2001:db8::1]:8443", "hub.example:443:[2001:db8::1]x:8443", "hub.example:443:[other.example]:1",
        "hub.example:443:[]:1", "127.0.0.1:443::", "[::1]:443::", "hub example:443::", "hub.example:443:127.1:1",
        "hub.example: 443::", ":::\n", "hub.example:443:\u{1b}:1",
    ])
    func `anything else is no redirection`(text: String) { #expect(RedirectionArgument(argument: text) == nil) }
}

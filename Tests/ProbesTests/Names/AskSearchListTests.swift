import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

@testable import Probes

struct AskSearchListTests {
    private static func names(_ lines: String, of host: String = "hub.example.net") throws -> [String] {
        AskSearchList.names(
            before: try HostName(validating: host), ResolverConfiguration(parsing: Array(lines.utf8))
        ).map(\.description)
    }

    @Test func `a name of fewer dots than wanted is looked for in every search domain first`() throws {
        let lines = "search corp.example. . plant.example\noptions ndots:3\n"
        #expect(
            try Self.names(lines) == ["hub.example.net.corp.example", "hub.example.net.plant.example"])
    }

    @Test(arguments: [
        "search corp.example\n", "search corp.example\noptions ndots:2\n", "options ndots:5\n",
        "search .\noptions ndots:5\n",
    ])
    func `a name with dots enough, or without search domains, is asked for as it stands`(lines: String) throws {
        #expect(try Self.names(lines).isEmpty)
    }

    @Test func `a long list is not asked to its end`() throws {
        let domains = (0..<32).map { "d\($0).example" }.joined(separator: " ")
        #expect(try Self.names("search \(domains)\noptions ndots:9\n").count == 6)
    }
}

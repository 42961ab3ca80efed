import ArgumentParser
import Reports
import TestSupport
import Testing
@testable import edgeprobe

struct ReportRequestTests {
    @Test(
        arguments: [
            ("text=-", "text", .standardOutput), ("json=/dev/stdout", "json", .standardOutput),
            ("json=/tmp/a.json", "json", .file("/tmp/a.json")),
            ("html=r.html", "html", .file("r.html")), ("json=/dev/fd/3", "json", .file("/dev/fd/3")),
            ("markdown=-", "markdown", .standardOutput),
            ("prometheus=r.prom", "prometheus", .file("r.prom")), ("text=a=b", "text", .file("a=b")),
            ("text=--", "text", .file("--")), ("json= ", "json", .file(" ")),
        ] as [(String, String, ReportRequest.Destination)])
    func `a request names a format and a file`(
        text: String, format: String, destination: ReportRequest.Destination
    ) {
        let request = ReportRequest(argument: text)
        #expect(request?.format.type.name == format)
        #expect(request?.destination == destination)
    }

    @Test(arguments: ["", "=", "text", "json", "json=", "=file", "xml=file", "JSON=file", " json=file", "json=a\0b"])
    func `anything else is no request`(text: String) throws {
        #expect(ReportRequest(argument: text)?.destination == nil)
        let error = #expect(throws: (any Error).self) { try ReportOptions.parse(["--report", text]) }
        #expect(ReportOptions.message(for: try #require(error)).contains("the format is text, json"))
    }
}

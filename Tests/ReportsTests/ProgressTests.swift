import ProbeCore
import Testing

@testable import Reports

struct ProgressTests {
    @Test func `the line counts answers and names what is waited for`() throws {
        let hub = try HostName(validating: "myhub.azure-devices.net")
        var progress = Progress()
        progress.started("dns.resolve", about: Name(hub), from: .host)
        #expect(progress.line == Progress.clearing + "host 0/1  waiting for dns.resolve myhub.azure-devices.net")
        progress.finished("dns.resolve", about: Name(hub), from: .host)
        progress.started("tcp.connect", about: Endpoint(.hub, hub, .amqp), from: .host)
        let expected = "host 1/2  waiting for tcp.connect amqp myhub.azure-devices.net:5671"
        #expect(progress.line == Progress.clearing + expected)
        progress.finished("tcp.connect", about: Endpoint(.hub, hub, .amqp), from: .host)
        #expect(progress.line == Progress.clearing + "host 2/2")
    }

    @Test func `an answer without a question is not counted`() throws {
        var progress = Progress()
        progress.finished("tcp.half-open", about: Device(), from: .host)
        progress.started("tcp.half-open", about: Device(), from: .host)
        progress.finished("tcp.hops", about: Device(), from: .host)
        #expect(progress.line.hasSuffix("host 0/1  waiting for tcp.half-open "))
    }

    @Test(arguments: [0, 20, 40, 80, 500])
    func `the line never reaches the last column`(columns: Int) throws {
        var progress = Progress(columns: columns)
        for index in 0..<12 {
            let vantage = try #require(Vantage("container:\u{1b}[2J\(index)-with-a-long-name"))
            progress.started("tcp.half-open", about: Device(), from: vantage)
        }
        let drawn = progress.line.dropFirst(Progress.clearing.count)
        #expect(drawn.count < max(20, min(columns, 80)))
        #expect(drawn.utf8.allSatisfy { (0x20...0x7e).contains($0) })
    }
}

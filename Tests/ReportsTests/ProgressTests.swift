import ProbeCore
import Testing

@testable import Reports

struct ProgressTests {
    private let hub: HostName

    init() throws { hub = try HostName(validating: "myhub.azure-devices.net") }

    @Test func `each vantage has its line, with what is waited for and until when`() throws {
        var progress = Progress()
        let bridge = try #require(Vantage("docker:bridge"))
        progress.started("dns.resolve", about: Name(hub), from: .host, until: Seconds(15))
        progress.started("tcp.connect", about: Endpoint(.hub, hub, .amqp), from: bridge, until: Seconds(5.5))
        #expect(
            progress.lines(columns: 100, rows: 24) == [
                "host           0/1  dns.resolve myhub.azure-devices.net, until 15.0 s",
                "docker:bridge  0/1  tcp.connect amqp myhub.azure-devices.net:5671, until 5.5 s",
            ])
        progress.started("tcp.connect", about: Endpoint(.hub, hub, .mqtt), from: bridge)
        progress.finished("dns.resolve", about: Name(hub), from: .host)
        #expect(
            progress.lines(columns: 120, rows: 24) == [
                "host           1/1",
                "docker:bridge  0/2  tcp.connect amqp myhub.azure-devices.net:5671 and 1 more, until 5.5 s",
            ])
    }

    @Test func `a frame is drawn over the last one, and clearing leaves nothing`() throws {
        var progress = Progress()
        #expect(progress.clearing() == "")
        progress.started("tcp.half-open", about: Device(), from: .host)
        #expect(progress.frame(columns: 80, rows: 24) == "\rhost  0/1  tcp.half-open\u{1b}[K")
        progress.started("tcp.half-open", about: Device(), from: try #require(Vantage("docker:bridge")))
        let frame = progress.frame(columns: 80, rows: 24)
        #expect(frame.hasPrefix("\rhost") && frame.contains("\u{1b}[K\ndocker:bridge"))
        #expect(progress.frame(columns: 80, rows: 24).hasPrefix("\r\u{1b}[1Ahost"))
        #expect(progress.clearing() == "\r\u{1b}[1A\u{1b}[J")
        #expect(progress.clearing() == "")
    }

    @Test func `an answer without a question is not counted`() throws {
        var progress = Progress()
        progress.finished("tcp.half-open", about: Device(), from: .host)
        progress.started("tcp.half-open", about: Device(), from: .host)
        progress.finished("tcp.hops", about: Device(), from: .host)
        #expect(progress.lines(columns: 80, rows: 24) == ["host  0/1  tcp.half-open"])
    }

    @Test(arguments: [0, 20, 40, 80, 500], [0, 2, 5, 24])
    func `no line reaches the last column, and no frame the last row`(columns: Int, rows: Int) throws {
        var progress = Progress()
        for index in 0..<15 {
            let vantage = try #require(Vantage("container:\u{1b}[2J\(index)-with-a-long-name"))
            progress.started("tcp.connect", about: Endpoint(.hub, hub, .amqp), from: vantage, until: Seconds(15))
        }
        let lines = progress.lines(columns: columns, rows: rows)
        #expect(lines.count < max(rows, 2) && !lines.isEmpty)
        for line in lines {
            #expect(line.count < max(columns, 20))
            #expect(line.utf8.allSatisfy { (0x20...0x7e).contains($0) })
        }
        if columns == 80, rows == 24 { #expect(lines[0].hasSuffix(", until 15.0 s")) }
    }
}

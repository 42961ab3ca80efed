import Reports
import Testing

struct ClockMetricTests {
    private func offsets(_ name: String) throws -> [Substring] {
        let text = PrometheusReport.render(try Recording(name: name).judgedAgain)
        return text.split(separator: "\n").filter { $0.hasPrefix("edgeprobe_clock_offset_seconds{") }
    }

    @Test func `where no time server answers, the services' own time says how far the clock is off`() throws {
        let offsets = try offsets("clock-off-by-a-day")
        #expect(offsets.contains { $0.contains("server=\"myhub.azure-devices.net\"} 86400") })
        #expect(offsets.count > 1)
    }

    @Test func `where a time server answers, it alone does`() throws {
        let offsets = try offsets("time-server-agrees")
        let offset = try #require(offsets.first?.split(separator: "} ").last.flatMap { Double($0) })
        #expect(offsets.count == 1 && offsets[0].contains("server=\"time.plant.example\""))
        #expect(abs(offset - 2) < 0.5)
    }
}

import Glibc
import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import TestSupport
import Testing

@testable import edgeprobe

/// Live lines on a terminal that does not take all of them.
struct ProgressLineTests {
    @Test func `a frame that was not drawn is nothing to draw over, and the end clears what was`() async {
        await #expect(processExitsWith: .success) {
            let reading = FullPipe.atStandardError()
            let name = Name(try HostName(validating: "hub.example"))
            var plan = Plan(hub: name.host)
            let line = ProgressLine(isShown: true)
            line.show(.started(ResolveName.id, name, plan))
            // Of two lines, while the first frame is still on its way.
            usleep(150_000)
            plan.briefing.vantage = .bridge
            line.show(.started(ResolveName.id, name, plan))
            #expect(FullPipe.text(from: reading).hasPrefix("\rhost "))
            line.show(.started(ResolveName.id, name, plan))
            let frame = FullPipe.text(from: reading)
            #expect(frame.hasPrefix("\rhost ") && frame.contains("\ndocker:bridge "), "\(frame.debugDescription)")
            line.clear()
            #expect(FullPipe.text(from: reading) == "\r\u{1b}[1A\u{1b}[J")
        }
    }
}

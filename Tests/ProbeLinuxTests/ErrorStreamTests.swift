import CLinux
import Dispatch
import Glibc
import TestSupport
import Testing

@testable import ProbeLinux

/// A reader of standard error who takes nothing: a stopped terminal, a connection that hangs.
struct ErrorStreamTests {
    @Test func `one who takes nothing keeps nobody waiting, and is heard of again once he reads`() async {
        await #expect(processExitsWith: .success) {
            let reading = FullPipe.atStandardError()
            let start = ContinuousClock.now
            #expect(throws: StandardStreams.WriteFailure.self) { try StandardStreams.write("first\n", to: .error) }
            for _ in 0..<100 {
                #expect(!StandardStreams.draw("frame\n"))
                #expect(throws: StandardStreams.WriteFailure.self) { try StandardStreams.write("more\n", to: .error) }
            }
            #expect(ContinuousClock.now - start < ErrorStream.patience + .seconds(2), "the patience is spent once")
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            #expect(read(reading, &buffer, buffer.count) > 0)
            let end = ContinuousClock.now + .seconds(5)
            while (try? StandardStreams.write("again\n", to: .error)) == nil, .now < end { usleep(10_000) }
            let count = read(reading, &buffer, buffer.count)
            #expect(String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).hasSuffix("again\n"))
        }
    }

    @Test func `what was given up is not written later, and who waited for less keeps nobody from being heard`() async {
        await #expect(processExitsWith: .success) {
            let reading = FullPipe.atStandardError()
            #expect(StandardStreams.draw("frame\n"))
            let short = Duration.milliseconds(100)
            #expect(throws: StandardStreams.WriteFailure.self) {
                try StandardStreams.write("given up\n", to: .error, patience: short)
            }
            // Waits behind the frame, for as long as a complaint may.
            let isSaid = DispatchSemaphore(value: 0)
            DispatchQueue(label: "complaint").async {
                if (try? StandardStreams.write("complaint\n", to: .error)) != nil { isSaid.signal() }
            }
            usleep(100_000)
            #expect(FullPipe.text(from: reading) == "frame\ncomplaint\n")
            #expect(isSaid.wait(timeout: .now() + .seconds(1)) == .success)
        }
    }

    @Test func `the last guard ends a process whose standard error takes nothing`() async {
        await #expect(processExitsWith: .exitCode(70)) {
            _ = FullPipe.atStandardError()
            ProcessSettings.endAfter(1)
            // It gives what was stopped some seconds more.
            for _ in 0..<60 { sleep(1) }
        }
    }

    /// A counter is ready as long as there is room for a one (eventfd(2)); that the sentence is too large it says by waiting.
    @Test func `it ends one as well whose standard error is ready, and then takes nothing`() async {
        await #expect(processExitsWith: .exitCode(70)) {
            let counter = CLinux_event_create()
            let nearlyFull = UInt64.max - 2
            _ = withUnsafeBytes(of: nearlyFull) { write(counter, $0.baseAddress, 8) }
            _ = fcntl(counter, F_SETFL, 0)
            dup2(counter, STDERR_FILENO)
            ProcessSettings.endAfter(1)
            for _ in 0..<60 { sleep(1) }
        }
    }
}

import ProbeCore
import TestSupport
import Testing

struct SecondsTests {
    @Test(arguments: [
        (0, "0 ms"), (-0.0, "0 ms"), (0.0004, "0.4 ms"), (0.00123, "1.2 ms"), (0.0094, "9.4 ms"), (0.0095, "10 ms"),
        (0.012, "12 ms"), (0.1234, "123 ms"), (0.999, "999 ms"), (0.9994, "999 ms"), (0.9995, "1.0 s"), (1, "1.0 s"),
        (1.449, "1.4 s"), (1.45, "1.5 s"), (59.96, "60.0 s"), (3600, "3600.0 s"), (-0.25, "-250 ms"), (-1.44, "-1.4 s"),
    ])
    func `a time is written in milliseconds below a second`(value: Double, text: String) {
        #expect(Seconds(value).description == text)
    }

    @Test
    func `a time has the precision of a microsecond`() {
        #expect(Seconds(0.1234567) == Seconds(0.123457))
        #expect(Seconds(0.1234567).value == 0.123457)
        #expect(Seconds(4e-7).value == 0)
        #expect(Seconds(-4e-7).value.sign == .plus)
        #expect(Seconds(.milliseconds(1500)) == Seconds(1.5))
        #expect(Seconds(.nanoseconds(1_499)) == Seconds(0.000_001))
    }

    @Test
    func `a time survives the way through a duration`() {
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let seconds = Seconds(.random(in: -100_000...100_000, using: &chance))
            #expect(Seconds(seconds.duration) == seconds)
        }
        #expect(Seconds(1.1).duration == .milliseconds(1100))
        #expect(Seconds(0.000_001).duration == .microseconds(1))
    }

    @Test(arguments: [
        (Double.nan, 0), (.signalingNaN, 0), (.infinity, 9e9), (-.infinity, -9e9), (.greatestFiniteMagnitude, 9e9),
        (-.greatestFiniteMagnitude, -9e9), (1e308, 9e9), (9.1e9, 9e9), (.leastNonzeroMagnitude, 0),
    ])
    func `no number traps`(value: Double, kept: Double) throws {
        let seconds = Seconds(value)
        #expect(seconds.value == kept)
        #expect(seconds.duration == .seconds(Int64(kept)))
        #expect(!seconds.description.isEmpty)
        #expect(try JSON.roundTrip([seconds]) == [seconds])
    }

    @Test
    func `no duration traps`() {
        #expect(Seconds(.seconds(Int64.max)).value == 9e9)
        #expect(Seconds(.seconds(Int64.min)).value == -9e9)
    }

    @Test(arguments: ["[1e308]", "[-1e308]", "[9223372036854775808]", "[0.1]", "[-5]", "[1e-320]"])
    func `a number of a recording can be written again`(text: String) throws {
        let seconds = try JSON.value([Seconds].self, text)
        #expect(try JSON.roundTrip(seconds) == seconds)
    }

    @Test(arguments: ["[1e999]", "[\"1\"]", "[null]", "[NaN]"])
    func `what is no number is refused`(text: String) {
        #expect(throws: (any Error).self) { try JSON.value([Seconds].self, text) }
    }

    @Test
    func `shorter is less`() { #expect(Seconds(-1) < Seconds(0) && Seconds(0.1) < Seconds(0.2)) }
}

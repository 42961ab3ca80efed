import Glibc

/// The processor time that an input may take: so much at all, and so much for each byte.
///
/// A reader that goes back over what it read (a quadratic one) exceeds it as soon as the input is long enough, on any
/// machine; an honest one stays ten times below. Time that other processes take does not count.
package struct WorkAllowance: Sendable {
    #if DEBUG
        /// Without optimisation, which costs some thirty times as much.
        private static let slowness = 8.0
    #else
        private static let slowness = 1.0
    #endif

    /// Seconds.
    private let base: Double
    private let perByte: Double

    /// - Parameters:
    ///   - base: what even an empty input may take, in milliseconds.
    ///   - perByte: microseconds for each byte.
    init(base: Double = 30, perByte: Double = 2) {
        self.base = base / 1e3 * Self.slowness
        self.perByte = perByte / 1e6 * Self.slowness
    }

    package func seconds(for count: Int) -> Double { base + perByte * Double(count) }
}

extension InputDecoder {
    /// An input that took more than it may, however often it was tried.
    package struct Excess: Sendable, CustomStringConvertible {
        package let count: Int
        package let seconds: Double
        package let allowed: Double

        package var description: String {
            "\(count) bytes took \(Int(seconds * 1e3)) ms of the processor's time instead of at most \(Int(allowed * 1e3)) ms"
        }
    }

    /// Seconds of the processor's time that decoding took.
    package func cost(of input: [UInt8]) -> Double {
        let start = Self.processorTime()
        decode(input)
        return Self.processorTime() - start
    }

    /// Decodes an input; says by how much it is too slow, if it is so again and again: a cache that was cold is no fault.
    package func excess(of input: [UInt8], attempts: Int = 4) -> Excess? {
        let allowed = allowance.seconds(for: input.count)
        var best = Double.infinity
        for _ in 0..<attempts {
            best = min(best, cost(of: input))
            if best <= allowed { return nil }
            // No cache is that cold.
            if best > allowed * 8 { break }
        }
        return Excess(count: input.count, seconds: best, allowed: allowed)
    }

    /// Of this thread, in seconds.
    package static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

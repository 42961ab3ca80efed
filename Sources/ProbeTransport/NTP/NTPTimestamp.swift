package import ProbeCore
package import ProbeLinux

/// A moment in NTP's 64-bit form (RFC 5905 section 6): seconds since 1900 and a binary fraction.
package struct NTPTimestamp: Hashable, Sendable {
    package let seconds: UInt32
    package let fraction: UInt32

    package init(seconds: UInt32, fraction: UInt32) {
        self.seconds = seconds
        self.fraction = fraction
    }

    /// From 1900 to 1970.
    private static let epoch: Int64 = 2_208_988_800

    package init(_ clock: WallClock) {
        seconds = UInt32(truncatingIfNeeded: clock.seconds + Self.epoch)
        let nanoseconds = UInt64(min(max(clock.nanoseconds, 0), 999_999_999))
        fraction = UInt32(truncatingIfNeeded: (nanoseconds << 32) / 1_000_000_000)
    }

    package var isZero: Bool { seconds == 0 && fraction == 0 }

    /// Seconds since 1970, by RFC 4330 section 3: with the first bit the era that ends in 2036, without it the next one.
    package var secondsSince1970: Int64 {
        let era: Int64 = seconds & 0x8000_0000 == 0 ? 1 << 32 : 0
        return era + Int64(seconds) - Self.epoch
    }

    package var timestamp: Timestamp { Timestamp(secondsSince1970: secondsSince1970) }

    /// This moment less a moment of the device's clock, in seconds.
    package func difference(from clock: WallClock) -> Double {
        Double(secondsSince1970 - clock.seconds) + Double(fraction) / 4_294_967_296
            - Double(clock.nanoseconds) / 1e9
    }
}

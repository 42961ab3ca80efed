import Glibc

/// The device's wall clock with its fraction of a second, for the arithmetic of time servers.
package struct WallClock: Hashable, Sendable {
    package let seconds: Int64
    package let nanoseconds: Int64

    package init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func now() -> WallClock {
        var moment = timespec()
        // CLOCK_REALTIME always exists (clock_gettime(2)).
        _ = unsafe clock_gettime(CLOCK_REALTIME, &moment)
        return WallClock(seconds: Int64(moment.tv_sec), nanoseconds: Int64(moment.tv_nsec))
    }
}

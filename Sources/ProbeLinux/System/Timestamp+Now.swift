import Glibc
package import ProbeCore

extension Timestamp {
    /// The device's wall clock, which may be wrong.
    package static func now() -> Timestamp {
        var moment = timespec()
        // CLOCK_REALTIME always exists (clock_gettime(2)).
        _ = unsafe clock_gettime(CLOCK_REALTIME, &moment)
        return Timestamp(secondsSince1970: Int64(moment.tv_sec))
    }
}

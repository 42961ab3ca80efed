import Glibc

/// The system's log, which a run leaves as it found it.
package enum SystemLog {
    /// Keeps Dispatch from writing there.
    ///
    /// It asks for priorities for its threads that only CAP_SYS_NICE gives, and logs each refusal, some twenty a run. The
    /// variable is read when the first is written; who sets it wants to read them.
    package static func spare() { _ = unsafe setenv("LIBDISPATCH_LOG", "NO", 0) }
}

import CCapability
import ProbeCore

/// The three sets of a thread, see cap_init(3).
@safe struct CapabilitySet: ~Copyable {
    private let set: cap_t

    private init(owning set: cap_t) { unsafe self.set = set }

    /// A copy of this thread's sets; nothing when there is no memory for it.
    static func ofThisThread() -> CapabilitySet? {
        guard let set = unsafe cap_get_proc() else { return nil }
        return unsafe CapabilitySet(owning: set)
    }

    func contains(_ number: cap_value_t, in flag: cap_flag_t) -> Bool {
        var value = CAP_CLEAR
        return unsafe cap_get_flag(set, number, flag, &value) == 0 && value == CAP_SET
    }

    func put(_ number: cap_value_t, in flag: cap_flag_t) {
        var number = number
        unsafe cap_set_flag(set, flag, 1, &number, CAP_SET)
    }

    /// Permitted and effective.
    func put(_ capability: Capability) {
        for flag in [CAP_PERMITTED, CAP_EFFECTIVE] { put(capability.number, in: flag) }
    }

    func remove(_ number: cap_value_t, from flag: cap_flag_t) {
        var number = number
        unsafe cap_set_flag(set, flag, 1, &number, CAP_CLEAR)
    }

    func clear(_ flag: cap_flag_t) { unsafe cap_clear_flag(set, flag) }

    /// Makes them this thread's.
    func apply() -> Bool { unsafe cap_set_proc(set) == 0 }

    deinit { unsafe cap_free(UnsafeMutableRawPointer(set)) }
}

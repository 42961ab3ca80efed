import CCapability

/// The capabilities of this thread (capabilities(7)), by libcap's names.
package enum Capabilities {
    /// The effective set, such as `cap_net_admin`, in the order of their numbers.
    package static func effective() -> [String] {
        guard let set = unsafe cap_get_proc() else { return [] }
        defer { unsafe cap_free(UnsafeMutableRawPointer(set)) }
        return (0..<cap_max_bits()).compactMap { capability in
            var value = CAP_CLEAR
            guard unsafe cap_get_flag(set, capability, CAP_EFFECTIVE, &value) == 0, value == CAP_SET else { return nil }
            guard let name = unsafe cap_to_name(capability) else { return nil }
            defer { unsafe cap_free(UnsafeMutableRawPointer(name)) }
            return unsafe String(cString: name)
        }
    }
}

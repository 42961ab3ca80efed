import CCapability
package import ProbeCore

/// The capabilities of this thread (capabilities(7)), which threads started by it inherit.
package enum Capabilities {
    /// What this thread may make effective, by libcap's names, such as `cap_net_admin`, in the order of their numbers.
    package static func permitted() -> [String] {
        let set = CapabilitySet.ofThisThread()
        return (0..<cap_max_bits()).compactMap { number in
            guard set?.contains(number, in: CAP_PERMITTED) == true, let name = unsafe cap_to_name(number) else {
                return nil
            }
            defer { unsafe cap_free(UnsafeMutableRawPointer(name)) }
            return unsafe String(cString: name)
        }
    }

    /// Those in force without raising anything.
    package static func held() -> Set<Capability> {
        let set = CapabilitySet.ofThisThread()
        return Set(Capability.allCases.filter { set?.contains($0.number, in: CAP_EFFECTIVE) == true })
    }

    /// The first of some capabilities that this thread cannot raise.
    package static func missing(of capabilities: [Capability]) -> Capability? {
        let set = CapabilitySet.ofThisThread()
        return capabilities.first { set?.contains($0.number, in: CAP_PERMITTED) != true }
    }

    /// Makes capabilities effective for the length of a call, on this thread alone.
    ///
    /// What is not permitted stays as it is: the call that needs it fails with EPERM and says so. The body must not
    /// suspend, or it would go on elsewhere without them, and this thread with them.
    package static func raised<Value: ~Copyable, Failure: Error>(
        _ capabilities: [Capability], _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let set = CapabilitySet.ofThisThread() else { return try body() }
        let raised = capabilities.map(\.number).filter {
            set.contains($0, in: CAP_PERMITTED) && !set.contains($0, in: CAP_EFFECTIVE)
        }
        guard !raised.isEmpty else { return try body() }
        for number in raised { set.put(number, in: CAP_EFFECTIVE) }
        guard set.apply() else { return try body() }
        defer {
            for number in raised { set.remove(number, from: CAP_EFFECTIVE) }
            // Giving up what is effective is always allowed.
            _ = set.apply()
        }
        return try body()
    }

    /// Opens what a file is asked for with the rights of whoever started the program.
    ///
    /// Root's rights to files are a capability; anybody else who holds capabilities has them for vantages and for
    /// nothing else, so that files named on the command line are opened without them.
    package static func asCaller<Value: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure)
        -> Value
    {
        try raised(ProcessIdentity.isRoot ? [.overrideFileRights] : [], body)
    }
}

extension Capability {
    var number: cap_value_t {
        switch self {
        case .overrideFileRights: CAP_DAC_OVERRIDE
        case .readEveryFile: CAP_DAC_READ_SEARCH
        case .setCapabilities: CAP_SETPCAP
        case .changeUser: CAP_SETUID
        case .changeGroups: CAP_SETGID
        case .endProcesses: CAP_KILL
        case .administerNetwork: CAP_NET_ADMIN
        case .useRawSockets: CAP_NET_RAW
        case .bindLowPorts: CAP_NET_BIND_SERVICE
        case .lookIntoProcesses: CAP_SYS_PTRACE
        case .administerSystem: CAP_SYS_ADMIN
        }
    }
}

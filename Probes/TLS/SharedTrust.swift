import ProbeCore
package import ProbeMeasurement
import ProbeTLS
import Synchronization

/// The stores of roots, loaded once a process: parsing the public roots costs more than a handshake.
package enum SharedTrust {
    private static let loaded = Mutex<[TrustedRoots: Trust]>([:])

    /// Loads the stores ahead of the first handshake; a failure shows again when they are used.
    package static func prepare(_ plan: Plan) { _ = try? load(plan.services.trust) }

    static func load(_ plan: TrustedRoots) throws(ProbeError) -> Trust {
        if let trust = loaded.withLock({ $0[plan] }) { return trust }
        let trust = try Trust(plan)
        return loaded.withLock { loaded in
            let first = loaded[plan] ?? trust
            loaded[plan] = first
            return first
        }
    }
}

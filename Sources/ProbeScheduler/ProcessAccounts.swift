import FoundationEssentials
import ProbeCore
package import ProbeLinux
import Subprocess
import SystemPackage

/// Has each process that a run starts say what it could still do.
package enum ProcessAccounts {
    /// Starts one of each kind.
    ///
    /// - Parameters:
    ///   - readable: files that each tries to read.
    ///   - writable: files that each tries to write or to make.
    /// - Returns: those that answered.
    package static func take(reading readable: [String], writing writable: [String]) async
        -> [ProcessRole: ProcessAccount]
    {
        guard let order = try? JSONEncoder().encode(ProcessAccount.Order(reading: readable, writing: writable)) else {
            return [:]
        }
        var accounts: [ProcessRole: ProcessAccount] = [:]
        for role in ProcessRole.allCases {
            let place = place(of: role)
            guard let complaints = try? ComplaintPipe(of: role.rawValue) else { continue }
            defer { complaints.end() }
            let result = try? await Subprocess.run(
                .path(FilePath("/proc/self/exe")), arguments: Arguments(place.arguments),
                environment: WorkerEnvironment.environment(), input: .array(Array(order) + [0x0a]),
                output: .bytes(limit: 1 << 20), error: complaints.output)
            guard let bytes = result?.standardOutput else { continue }
            accounts[role] = try? JSONDecoder().decode(ProcessAccount.self, from: Data(bytes))
        }
        return accounts
    }

    private static func place(of role: ProcessRole) -> WorkerPlace {
        guard role != .netfilter else { return .netfilter }
        // The way into a namespace is the same for the one that this process is in.
        let mayEnter = Capabilities.missing(of: [.administerSystem]) == nil
        var place = WorkerPlace(workerIn: role == .containerWorker && mayEnter ? try? .current() : nil)
        place.role = role
        return place
    }
}

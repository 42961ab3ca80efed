import Glibc
import ProbeCore
@testable import ProbeLinux
import TestSupport
import Testing

/// Rights that were given up do not come back, whatever a thread tries.
struct ConfinementTests {
    /// What a thread got back, by trying.
    static func regained(_ host: NetworkNamespace, beyond kept: Set<Capability>) -> [String] {
        var regained: [String] = []
        let raised = Capabilities.raised(Capability.allCases) { Capabilities.held() }
        if raised != kept { regained.append("\(raised) by raising") }
        if let set = CapabilitySet.ofThisThread() {
            for capability in Capability.allCases where !kept.contains(capability) {
                set.put(capability)
            }
            if set.apply() { regained.append("a set of its own") }
        }
        if (try? host.enter()) != nil { regained.append("another namespace") }
        if (try? NetworkNamespace.enterNew()) != nil { regained.append("a new namespace") }
        // Being root counts for nothing, and neither does a program's file.
        let mask = kept.contains(.administerNetwork) ? "0000000000001000" : "0000000000000000"
        let script = "grep -q '^CapEff:\t\(mask)$' /proc/self/status"
        if (try? Shell.run(script)) == nil { regained.append("capabilities by execve") }
        if (try? Shell.run("unshare --net true")) != nil { regained.append("a namespace by execve") }
        return regained
    }

    /// Confines a thread, then tries in it and in threads that it starts.
    static func outcome(keeping kept: Set<Capability>) throws -> [String] {
        let host = try NetworkNamespace.current()
        return try ShortThread.run {
            do {
                try Confinement.confineThread(keeping: kept)
            } catch {
                return ["\(error)"]
            }
            var outcome = regained(host, beyond: kept)
            for _ in 0..<3 {
                outcome += (try? ShortThread.run { regained(host, beyond: kept) }) ?? ["no thread"]
            }
            return outcome
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `a confined thread regains nothing, nor do those that it starts`() async {
        await #expect(processExitsWith: .success) {
            let outcome = try ConfinementTests.outcome(keeping: [])
            precondition(outcome.isEmpty, "\(outcome)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `what is kept is there for programs too, and nothing else is`() async {
        await #expect(processExitsWith: .success) {
            let outcome = try ConfinementTests.outcome(keeping: [.administerNetwork])
            precondition(outcome.isEmpty, "\(outcome)")
        }
    }

    @Test func `a process with threads is not confined as a whole`() {
        #expect(throws: Confinement.Failure.self) {
            try Confinement.confine(.hostWorker, keeping: [], as: nil, reading: [])
        }
        #expect(throws: Confinement.Failure.self) { try Confinement.confineParent() }
    }

    @Test func `a capability is raised for the length of a call`() throws {
        let before = Capabilities.held()
        _ = Capabilities.raised([.administerSystem]) { Capabilities.held() }
        #expect(Capabilities.held() == before)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `a user of its own is another one each time`() {
        let users = [ProcessUser.choose(), ProcessUser.choose()].compactMap(\.self)
        #expect(Set(users).count == 2)
    }

    @Test(arguments: ProcessRole.allCases)
    func `every call that is refused is one of this architecture's, or of the other`(role: ProcessRole) {
        let others: Set = ["iopl", "ioperm", "modify_ldt", "mknod", "fork", "vfork"]
        let refused = CallFilter.refused(to: role)
        #expect(Set(refused).count == refused.count)
        for call in refused where !others.contains(call) { #expect(CallFilter.number(of: call) != nil, "\(call)") }
    }
}

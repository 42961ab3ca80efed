import Glibc
import Testing

@testable import ProbeLinux

/// Whose a process is that a unit's control group has in it.
struct UnitKinTests {
    private static let cron = UnitKin(pid: 400, parent: 1, user: 0, begin: 900, executable: "/usr/sbin/cron")
    private static let nginx = UnitKin(pid: 500, parent: 1, user: 0, begin: 900, executable: "/usr/sbin/nginx")

    @Test func `what a user has cron start is no process of cron's, also once nobody is its parent any more`() {
        let job = UnitKin(pid: 812, parent: 800, user: 1000, begin: 5_000, executable: "/usr/bin/python3")
        let daemon = UnitKin(pid: 390, parent: 1, user: 1000, begin: 5_000, executable: "/usr/sbin/cron")
        for process in [job, daemon] { #expect(!process.isOwn(among: [process, Self.cron])) }
        #expect(Self.cron.isOwn(among: [job, Self.cron, daemon]))
    }

    @Test func `a server's workers are its own`() {
        let worker = UnitKin(pid: 501, parent: 500, user: 33, begin: 901, executable: "/usr/sbin/nginx")
        let script = UnitKin(pid: 502, parent: 500, user: 33, begin: 902, executable: "/usr/bin/perl")
        let helper = UnitKin(pid: 503, parent: 501, user: 0, begin: 903, executable: nil)
        let members = [worker, script, helper, Self.nginx]
        #expect(worker.isOwn(among: members) && helper.isOwn(among: members) && !script.isOwn(among: members))
        #expect(!worker.isOwn(among: []))
    }

    @Test func `the kernel's words are read behind a name that may be anything`() throws {
        let fields = ["S", "400"] + (5...21).map(String.init) + ["77", "0"]
        let identity = try #require(
            UnitKin.identity(
                stat: "812 (a) b) 1 2 3) \(fields.joined(separator: " "))", status: "Name:\tx\nUid:\t1000\t0\t0\t0\n"))
        #expect(identity == (parent: 400, begin: 77, user: 1000))
        #expect(UnitKin.identity(stat: "812 (a", status: "") == nil)
        let own = try #require(UnitKin(pid: Int(getpid())))
        #expect(own.parent == Int(getppid()) && own.user == getuid())
        #expect(!UnitKin.isOwn(own.pid, of: "none.service", in: "/system.slice/none.service"))
    }
}

import FoundationEssentials
import Glibc
import ProbeLinux
import TestSupport
import Testing

/// What each process of a run can still do, as it finds out itself: real processes, of root's and of an ordinary user's run.
@Suite(.aheadOfOthers) struct AccountTests {
    private typealias Accounts = [String: ProcessAccount]

    private static let roles = ProcessRole.allCases.map(\.rawValue)
    private static let workers = [ProcessRole.hostWorker, .containerWorker].map(\.rawValue)

    /// A file that everybody may read, in a folder where everybody may make others.
    private static func accounts(
        asUser user: uid_t?, by prefix: String = ""
    ) async throws -> (Accounts, secret: String, new: String) {
        let folder = try ScratchFolder()
        chmod(folder.path, 0o777)
        let (secret, new) = (folder.file("secret"), folder.file("new"))
        try Data("secret".utf8).write(to: URL(filePath: secret))
        chmod(secret, 0o666)
        let switching = user.map { "setpriv --reuid \($0) --regid \($0) --clear-groups" } ?? ""
        // Complaints go to a file, which no process but the parent is to have.
        let ending = try await Binary.shell(
            "exec 2>\(folder.file("errors")); exec \(prefix) \(switching) \"$0\" account --reading /etc/shadow --reading /etc/hosts --reading \(secret) "
                + "--reading /proc/1/environ --writing \(secret) --writing \(new) --writing /etc/edgeprobe-new")
        let errors = try folder.read("errors")
        #expect(ending.status == 0 && errors.isEmpty, "\(errors)")
        return (try JSONDecoder().decode(Accounts.self, from: Data(ending.output.utf8)), secret, new)
    }

    /// Root's run, where root tests, and an ordinary user's.
    private static let users: [uid_t?] = geteuid() == 0 ? [nil, 61_234] : [nil]

    @Test(arguments: users)
    func `what talks to the network has nothing left to take`(user: uid_t?) async throws {
        let (accounts, secret, new) = try await Self.accounts(asUser: user)
        for role in Self.workers {
            let account = try #require(accounts[role])
            for (set, mask) in account.capabilities where set != "CapBnd" || geteuid() == 0 && user == nil {
                #expect(UInt64(mask, radix: 16) == 0, "\(role) \(set)")
            }
            #expect(account.hasNoNewPrivileges && !account.mayBeInspected && account.coreLimits == [0, 0], "\(role)")
            #expect(account.reads["/etc/shadow"] == "EACCES" && account.reads["/etc/hosts"] == "ok", "\(account.reads)")
            #expect(account.reads["/proc/1/environ"] == "EACCES")
            #expect(account.writes["/etc/edgeprobe-new"] == "EACCES")
            // Pipes to the parent, and what its threads wake each other by.
            #expect(account.descriptors.prefix(3).allSatisfy(Self.isOfNobodyElse), "\(account.descriptors)")
            #expect(
                account.descriptors.dropFirst(3).allSatisfy { $0.hasPrefix("anon_inode:") }, "\(account.descriptors)")
            if CallFilter.isKnown { Self.expectFilter(of: account, role) }
            if FileConfinement.isKnown {
                #expect(
                    [account.reads[secret], account.writes[secret], account.writes[new]] == [
                        "EACCES", "EACCES", "EACCES",
                    ])
            }
        }
    }

    /// Neither a terminal nor what the parent writes its report to.
    private static func isOfNobodyElse(_ target: String) -> Bool {
        target.hasPrefix("pipe:[") || target == "/dev/null"
    }

    private static func expectFilter(of account: ProcessAccount, _ role: String) {
        #expect(account.seccomp == 2)
        let allowed = ["socket of routes", "socket of IPv4"] + (role == "host-worker" ? ["socket of names"] : [])
        for (call, outcome) in account.calls where outcome != "absent" {
            let expected = allowed.contains(call) ? "ok" : call == "clone3" ? "ENOSYS" : "EPERM"
            #expect(outcome == expected, "\(role): \(call)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `each process of root's run but the parent is a user's of its own`() async throws {
        let (accounts, _, _) = try await Self.accounts(asUser: nil)
        let users = Self.roles.compactMap { accounts[$0]?.users }
        #expect(users.count == Self.roles.count)
        #expect(Set(users.flatMap(\.self)).count == Self.roles.count, "one for real, effective and saved alike")
        for role in Self.roles {
            let account = try #require(accounts[role])
            #expect(!account.users.contains(0) && account.furtherGroups.isEmpty, "\(role)")
            #expect(Set(account.groups) == [role == "netfilter" ? 0 : try #require(account.users.first)])
        }
        let parent = try #require(accounts["parent"])
        #expect(parent.users == [0, 0, 0, 0] && parent.capabilities["CapEff"] == "0000000000000000")
        #expect(!parent.mayBeInspected && parent.coreLimits == [0, 0])
    }

    @Test(arguments: users)
    func `who reads the firewall may do that, and talks to nobody`(user: uid_t?) async throws {
        let (accounts, secret, new) = try await Self.accounts(asUser: user)
        let account = try #require(accounts["netfilter"])
        // CAP_NET_ADMIN and CAP_NET_RAW, where they are held at all.
        let mask = geteuid() == 0 && user == nil ? "0000000000003000" : "0000000000000000"
        for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] { #expect(account.capabilities[set] == mask, "\(set)") }
        #expect(account.hasNoNewPrivileges && !account.mayBeInspected && account.coreLimits == [0, 0])
        #expect(account.descriptors.prefix(3).allSatisfy(Self.isOfNobodyElse), "\(account.descriptors)")
        #expect(account.reads["/etc/shadow"] == "EACCES" && account.writes["/etc/edgeprobe-new"] == "EACCES")
        if FileConfinement.isKnown {
            #expect(
                [account.reads[secret], account.writes[secret], account.writes[new]] == ["EACCES", "EACCES", "EACCES"])
        }
        guard CallFilter.isKnown else { return }
        #expect(account.seccomp == 2)
        for call in ["ptrace", "unshare", "setns", "bpf", "keyctl", "setresuid", "socket of IPv4", "socket of audit"] {
            #expect(account.calls[call] == "EPERM", "\(call)")
        }
        #expect(account.calls["socket of netfilter"] == "ok" && account.calls["execve"] == "EFAULT")
    }

    @Test(arguments: users)
    func `the parent of an ordinary user holds nothing, and nobody looks into it`(user: uid_t?) async throws {
        let (accounts, _, _) = try await Self.accounts(asUser: user)
        let parent = try #require(accounts["parent"])
        #expect(!parent.mayBeInspected && parent.coreLimits == [0, 0])
        #expect(parent.capabilities["CapEff"] == "0000000000000000")
        if user != nil { #expect(parent.capabilities["CapPrm"] == "0000000000000000") }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `where nobody may gain privileges, root's workers give up as many`() async throws {
        let (accounts, _, _) = try await Self.accounts(asUser: nil, by: "setpriv --no-new-privs")
        for role in Self.roles {
            let account = try #require(accounts[role])
            #expect(!account.users.contains(0) && account.furtherGroups.isEmpty, "\(role)")
            #expect(account.capabilities["CapEff"] == (role == "netfilter" ? "0000000000003000" : "0000000000000000"))
        }
    }

    @Test func `where root is the only user there is, a run works, and says that its workers stay root's`() async throws
    {
        let line = "exec unshare --user --map-root-user \"$0\""
        guard try await Binary.shell("exec unshare --user --map-root-user true").status == 0 else { return }
        let plan = try await Binary.shell("\(line) plan --hub hub.example.com")
        #expect(plan.output.contains("What talks to the network stays root's"), "\(plan.everything)")
        let demo = try await Binary.shell("\(line) demo")
        #expect(demo.status == 0, "\(demo.everything)")
    }
}

import COpenSSL
import FoundationEssentials
import Glibc
import HubEmulator
import ProbeCore
import ProbeScheduler
import Probes
import Synchronization
import TestSupport
import Testing

/// Whole runs, one after the other in one process: nothing of one stays for the next.
///
/// A few of them; with EDGEPROBE_NIGHTLY=1 a thousand. They have a process of their own, because they count what it holds.
struct EnduranceTests {
    private static let runs = ProcessInfo.processInfo.environment["EDGEPROBE_NIGHTLY"] == "1" ? 1_000 : 6
    @Test func `run after run leaves neither a descriptor nor an object of OpenSSL's behind`() async {
        await #expect(processExitsWith: .success) {
            OpenSSLObjects.watch()
            func descriptors() -> Int { (0..<4_096).count { fcntl($0, F_GETFD) != -1 } }
            // One hub for all of them: its roots are loaded once.
            var configuration = Configuration(hub: try HostName(validating: EmulatedRun.hub))
            configuration.faults = [.closed8883]
            try await HubEmulator.withHub(configuration) { emulator in
                let plan = emulator.plan
                func run() async { await CatalogRun(plan: plan, probes: Catalog.probes).run(until: never) { _ in } }
                // What is made once for all of them: loops, timers, stores.
                for _ in 0..<3 { await run() }
                let (openBefore, liveBefore) = (descriptors(), OpenSSLObjects.live)
                #expect(liveBefore.values.allSatisfy { $0 >= 0 } && OpenSSLObjects.made > 100)
                for _ in 0..<Self.runs { await run() }
                // What another thread is about to let go of is no leak.
                let end = ContinuousClock.now + .seconds(5)
                while descriptors() > openBefore || OpenSSLObjects.exceed(liveBefore), .now < end {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(descriptors() <= openBefore)
                #expect(!OpenSSLObjects.exceed(liveBefore), "\(liveBefore) became \(OpenSSLObjects.live)")
            }
        }
    }
}

/// How many objects of OpenSSL's are alive, by the number of their class (CRYPTO_get_ex_new_index(3)).
private enum OpenSSLObjects {
    private struct Counts {
        var live: [Int: Int] = [:]
        var made = 0
    }

    private static let counts = Mutex(Counts())
    private static let classes = [
        CRYPTO_EX_INDEX_SSL, CRYPTO_EX_INDEX_SSL_CTX, CRYPTO_EX_INDEX_SSL_SESSION, CRYPTO_EX_INDEX_X509,
        CRYPTO_EX_INDEX_X509_STORE, CRYPTO_EX_INDEX_BIO,
    ]

    static var live: [Int: Int] { counts.withLock { $0.live } }
    static var made: Int { counts.withLock { $0.made } }

    static func exceed(_ before: [Int: Int]) -> Bool { live.contains { $0.value > before[$0.key, default: 0] } }

    /// Counts from now on; before the first of them is made.
    static func watch() {
        for index in classes {
            CRYPTO_get_ex_new_index(
                index, Int(index), nil,
                { _, _, _, _, index, _ in
                    OpenSSLObjects.counts.withLock { counts in
                        counts.live[index, default: 0] += 1
                        counts.made += 1
                    }
                }, nil, { _, _, _, _, index, _ in OpenSSLObjects.counts.withLock { $0.live[index, default: 0] -= 1 } })
        }
    }
}

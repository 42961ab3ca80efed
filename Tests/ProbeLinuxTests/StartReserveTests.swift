import Testing

@testable import ProbeLinux

/// A process that lacks what a run needs says so instead of ending in its runtimes.
@Suite(.serialized)
struct StartReserveTests {
    @Test func `this process has all of it, and gives it back`() throws {
        let before = try Folder.names(in: "/proc/self/fd").count
        try StartReserve.check()
        // Other tests have descriptors too, but none as many.
        #expect(try Folder.names(in: "/proc/self/fd").count < before + 24)
    }

    @Test func `what no limit leaves is missed`() {
        #expect(!StartReserve.holdsDescriptors(1 << 20))
        #expect(!StartReserve.mapsMemory(1 << 50))
        #expect(!StartReserve.opensNullDevice(at: "/dev/null/none"))
    }
}

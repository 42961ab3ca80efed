package import Testing

/// Runs a test's tasks ahead of those that only compute.
///
/// All tests start at once and share as many threads as there are processors, so a wait that is over would stand in line
/// behind hundreds of tests. Tasks of a higher priority have threads of their own (libdispatch's root queues).
package struct AheadOfOthers: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withoutActuallyEscaping(function) { function in
            try await Task(priority: .high) { try await function() }.value
        }
    }
}

extension Trait where Self == AheadOfOthers {
    /// For tests that measure time, or play both ends of a connection.
    package static var aheadOfOthers: Self { Self() }
}

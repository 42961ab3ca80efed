import FoundationEssentials
import Subprocess
import Testing

/// The validator of the reports' schema, where Python and its package are installed.
enum SchemaCheck {
    static func expect(_ report: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let script = root.appending(path: "Tests/ReportsTests/validate-schema.py").path
        let schema = root.appending(path: "Reports/Schema/report-1.schema.json").path
        let result: ExecutionResult<Void, StringOutput<UTF8>, CombinedErrorOutput>
        do {
            result = try await Subprocess.run(
                .name("python3"), arguments: [script, schema, report], output: .string(limit: 1 << 20),
                error: .combinedWithOutput)
        } catch {
            try Test.cancel("python3 is not installed")
        }
        switch result.terminationStatus {
        case .exited(0): return
        case .exited(77): try Test.cancel("the Python package jsonschema is not installed")
        default: Issue.record("\(result.standardOutput)", sourceLocation: sourceLocation)
        }
    }
}

import FoundationEssentials
import Testing

/// Files beside the tests that hold what a report should read like.
///
/// Set EDGEPROBE_RECORD=1 to write them anew; the run fails then, so that no recording passes for a test.
enum Golden {
    static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden", directoryHint: .isDirectory)
    }

    static func expect(
        _ text: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["EDGEPROBE_RECORD"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record(
                "recorded \(name): read it, then run the tests without EDGEPROBE_RECORD", sourceLocation: sourceLocation
            )
            return
        }
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == recorded, "\(name) differs from its recording", sourceLocation: sourceLocation)
    }
}

import FoundationEssentials
import ProbeCore

/// A file that has a report on each of its lines, as `ndjson` does; or one report, on as many lines as it likes.
struct ReportLines {
    private let bytes: [UInt8]
    /// As many as the hubs that a run asks.
    static let most = 1_000

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The line of a hub.
    ///
    /// - Returns: nothing where the file is one report.
    /// - Throws: where it has several, and none was chosen, or none is the hub's.
    func line(about hub: HostName?) throws(RecordedReportError) -> [UInt8]? {
        guard let lines = try all() else { return nil }
        let decoder = JSONDecoder()
        let hubs = lines.map { try? decoder.decode(Heading.self, from: Data($0)).target.hub }
        guard let hub else { throw .severalHubs(hubs.compactMap(\.self)) }
        guard let place = hubs.firstIndex(of: hub) else { throw .unknownHub(hub, hubs.compactMap(\.self)) }
        return lines[place]
    }

    /// The lines of all hubs.
    ///
    /// - Returns: nothing where the file is one report.
    /// - Throws: where they are too many.
    func all() throws(RecordedReportError) -> [[UInt8]]? {
        // An object that is spread over lines does not end on its first one.
        guard let end = bytes.firstIndex(of: 0x0a), bytes[..<end].last == UInt8(ascii: "}") else { return nil }
        let lines = bytes.split(separator: 0x0a, maxSplits: Self.most)
        guard lines.count > 1 else { return nil }
        guard lines.count <= Self.most else { throw .tooManyLines(Self.most) }
        return lines.map { Array($0) }
    }

    private struct Heading: Decodable {
        let target: ReportDocument.Target
    }
}

import ProbeLinux

/// The logs of a folder, such as a support bundle that somebody sent: what lies in it may be anything.
///
/// Logs, and what the engine says of each container: what a support bundle has besides is full of settings.
struct LogFolder {
    /// Their paths, those of a folder before those of the folders in it.
    private(set) var files: [String] = []
    /// Entries that were not looked at: too many, too deep, too late, or links to folders, which may lead in a circle.
    private(set) var leftOut = 0

    private var namesLeft = LogFolder.mostNames
    private let end: ContinuousClock.Instant

    private static let deepest = 3
    /// In one folder.
    private static let mostNamesOfOne = 512
    /// In all of them together.
    private static let mostNames = 4_096

    /// - Parameters:
    ///   - path: of the folder.
    ///   - end: no further one is looked into then.
    init(_ path: String, until end: ContinuousClock.Instant) {
        self.end = end
        look(into: path, depth: 0)
    }

    private mutating func look(into folder: String, depth: Int) {
        let most = min(Self.mostNamesOfOne, namesLeft)
        let names =
            Capabilities.asCaller {
                try? Folder.names(in: folder, atMost: most) { !$0.hasPrefix(".") }
            } ?? Folder.Names()
        leftOut += names.leftOut
        namesLeft -= names.kept.count
        var inner: [String] = []
        for name in names.kept.sorted() {
            let path = "\(folder)/\(name)"
            let isDetail = name.hasSuffix(".json") && folder.hasSuffix("/inspect")
            if isDetail || [".log", ".txt"].contains(where: name.hasSuffix) {
                files.append(path)
            } else if .now > end {
                leftOut += 1
            } else if Folder.kind(of: path) == .folder {
                if depth < Self.deepest, !Folder.isLink(path) { inner.append(path) } else { leftOut += 1 }
            }
        }
        for path in inner {
            if namesLeft > 0, .now < end { look(into: path, depth: depth + 1) } else { leftOut += 1 }
        }
    }
}

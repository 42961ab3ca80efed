import Subprocess

/// Splits what another process writes into lines, and keeps its hold on memory bounded whatever that process does.
struct LineSplitter {
    /// The longest line, in bytes; longer ones are passed over.
    private let longest: Int
    /// How much more it may write at all.
    private var left: Int
    private var pending: [UInt8] = []
    private var isPassingOver = false

    /// - Parameters:
    ///   - longest: the longest line, in bytes; longer ones are passed over.
    ///   - most: of all lines together; nothing is taken any more once it is exceeded.
    init(longest: Int, most: Int) {
        self.longest = longest
        left = most
    }

    /// It wrote more than it may.
    var isExhausted: Bool { left < 0 }

    /// Takes the next bytes; gives the lines that end in them, without their line feeds.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        left -= bytes.count
        guard !isExhausted else { return [] }
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0a) {
            if !isPassingOver, pending.count + (end - rest.startIndex) <= longest {
                lines.append(pending + rest[..<end])
            }
            pending = []
            isPassingOver = false
            rest = rest[(end + 1)...]
        }
        if isPassingOver || pending.count + rest.count > longest {
            isPassingOver = true
            pending = []
        } else {
            pending += rest
        }
        return lines
    }

    mutating func take(_ buffer: SubprocessOutputSequence.Buffer) -> [[UInt8]] {
        take(buffer.withUnsafeBytes { Array($0) })
    }
}

import ProbeCore

/// Files of one folder as an archive, made in memory: nothing of it is anywhere before it is whole.
///
/// The format is that of pax(1), "ustar Interchange Format". Who made the files is nobody's business: it says root.
struct TarArchive {
    private static let block = 512

    private let moment: UInt64
    private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - folder: its name, of at most 98 bytes.
    ///   - moment: when everything in it was made.
    ///   - files: their names, with the folder's 99 bytes long at most, and what they hold.
    init(folder: String, at moment: Timestamp, _ files: [(name: String, text: String)]) {
        // Eleven octal digits.
        self.moment = UInt64(min(max(0, moment.secondsSince1970), 0o77_777_777_777))
        append(folder + "/", type: "5", mode: 0o700, [])
        for (name, text) in files { append("\(folder)/\(name)", type: "0", mode: 0o600, Array(text.utf8)) }
        // Two empty blocks are the end, and a tape's record is full.
        pad(to: Self.block * 20, atLeast: Self.block * 2)
    }

    private mutating func append(_ path: String, type: Character, mode: UInt64, _ content: [UInt8]) {
        var header: [UInt8] = []
        func put(_ text: String, _ width: Int) {
            precondition(text.utf8.count <= width, "a field of an archive has room for what is put into it")
            header += text.utf8
            header += [UInt8](repeating: 0, count: width - text.utf8.count)
        }
        /// Octal digits, and a NUL behind them.
        func put(_ number: UInt64, _ width: Int) {
            let digits = String(number, radix: 8)
            put(String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits, width)
        }
        put(path, 100)
        put(mode, 8)
        put(0, 8)
        put(0, 8)
        put(UInt64(content.count), 12)
        put(moment, 12)
        let sum = header.count
        put("        ", 8)
        put(String(type), 1)
        put("", 100)
        put("ustar", 6)
        put("00", 2)
        put("root", 32)
        put("root", 32)
        put(0, 8)
        put(0, 8)
        put("", 167)
        let digits = String(header.reduce(UInt64(0)) { $0 + UInt64($1) }, radix: 8)
        let padded = Array((String(repeating: "0", count: max(0, 6 - digits.count)) + digits).utf8) + [0, 0x20]
        header.replaceSubrange(sum..<sum + 8, with: padded)
        bytes += header + content
        pad(to: Self.block, atLeast: 0)
    }

    private mutating func pad(to size: Int, atLeast least: Int) {
        bytes += [UInt8](repeating: 0, count: least)
        bytes += [UInt8](repeating: 0, count: (size - bytes.count % size) % size)
    }
}

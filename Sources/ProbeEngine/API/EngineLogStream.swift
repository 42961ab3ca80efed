/// The engine's stream of what a container wrote ("Stream format" of `POST /containers/{id}/attach`).
enum EngineLogStream {
    private static let head = 8

    /// The text of both streams, in their order, as far as whole frames reach; a stream of a terminal's has no frames.
    static func text(_ bytes: [UInt8], hasTerminal: Bool) -> [UInt8] {
        guard !hasTerminal, isFrame(bytes, at: 0) else { return bytes }
        var text: [UInt8] = []
        var index = 0
        while isFrame(bytes, at: index) {
            let length = bytes[(index + 4)..<(index + 8)].reduce(0) { $0 << 8 | Int($1) }
            let start = index + head
            text += bytes[start..<min(start + length, bytes.count)]
            index = start + length
        }
        return text
    }

    /// Standard input, output or error, three bytes of nothing, and a length.
    private static func isFrame(_ bytes: [UInt8], at index: Int) -> Bool {
        index >= 0 && index + head <= bytes.count && bytes[index] <= 2
            && bytes[(index + 1)..<(index + 4)].allSatisfy { $0 == 0 }
    }
}

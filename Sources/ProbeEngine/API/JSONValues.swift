/// How many values a JSON text has, by a look at its bytes.
enum JSONValues {
    /// An engine with a thousand containers of a hundred labels each says half of it.
    private static let most = 200_000

    /// No more than any engine says; a value is counted by what comes before it: a comma, or the beginning of a list or an object.
    static func areFew(in text: [UInt8]) -> Bool {
        var count = 0
        var isQuoted = false
        var isEscaped = false
        for byte in text {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isEscaped = byte == 0x5c
                isQuoted = byte != 0x22
            } else {
                isQuoted = byte == 0x22
                if byte == 0x2c || byte == 0x5b || byte == 0x7b { count += 1 }
            }
        }
        return count <= most
    }
}

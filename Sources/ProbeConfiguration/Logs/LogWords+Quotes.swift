/// What stands between quotation marks.
extension LogWords.Text {
    /// What quotation marks open behind that are a form of the text itself, and quote nobody.
    private static let openers = ["message\":", "msg=", "message=", "error=", "err=", "string(", "\"log\":"].map {
        Array($0.utf8)
    }

    /// Whether a place stands between quotation marks in which somebody else is quoted.
    ///
    /// Marks pair with those behind as many backslashes: what is escaped within a text does not end the text.
    func isQuoted(_ place: Int) -> Bool {
        var opened: [(place: Int, depth: Int)] = []
        for quote in quotes {
            guard quote.place < place else { break }
            while let last = opened.last, last.depth > quote.depth { opened.removeLast() }
            if opened.last?.depth == quote.depth { opened.removeLast() } else { opened.append(quote) }
        }
        return opened.contains { quote in
            let before = bytes[..<quote.place]
            return !Self.openers.contains { before.count >= $0.count && before.suffix($0.count).elementsEqual($0) }
        }
    }

    /// Its end stands within a quotation.
    var endsQuoted: Bool { isQuoted(bytes.count) }
}

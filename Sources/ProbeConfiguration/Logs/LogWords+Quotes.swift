/// What stands between quotation marks.
extension LogWords.Text {
    /// What quotation marks open behind that are a form of the text itself, and quote nobody.
    private static let openers = ["message\":", "msg=", "message=", "error=", "err=", "string(", "\"log\":"].map {
        Array($0.utf8)
    }

    /// Whether each of some places stands between quotation marks in which somebody else is quoted.
    ///
    /// - Parameter places: in their order.
    /// - Returns: whether none of them is the text's own.
    func areQuoted(_ places: some Sequence<Int>) -> Bool {
        var opened: [(place: Int, depth: Int)] = []
        var rest = quotes[...]
        return places.allSatisfy { place in
            while let quote = rest.first, quote.place < place {
                Self.pair(quote, with: &opened)
                rest.removeFirst()
            }
            return isQuoted(within: opened)
        }
    }

    private func isQuoted(within opened: [(place: Int, depth: Int)]) -> Bool {
        opened.contains { quote in
            let before = bytes[..<quote.place]
            return !Self.openers.contains { before.count >= $0.count && before.suffix($0.count).elementsEqual($0) }
        }
    }

    /// Its end stands within a quotation.
    var endsQuoted: Bool { isQuoted(within: opened) }
}

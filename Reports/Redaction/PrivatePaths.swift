/// Finds the paths below folders of people's own inside a text: what is there they have named, themselves above all.
enum PrivatePaths {
    private static let folders = ["/home/", "/var/home/", "/root/", "/run/user/"]

    /// The text with everything below such a folder replaced; nothing where there is none.
    static func replaced(in text: String, by replacement: String) -> String? {
        guard folders.contains(where: text.contains) else { return nil }
        var result = ""
        var rest = text[...]
        while let found = first(in: rest) {
            result += rest[..<found.upperBound] + replacement
            rest = rest[found.upperBound...].drop { !ends($0) }
        }
        result += rest
        return result == text ? nil : result
    }

    /// The first folder with something in it.
    private static func first(in text: Substring) -> Range<Substring.Index>? {
        folders.compactMap { folder -> Range<Substring.Index>? in
            text.ranges(of: folder).first { place in
                // The whole path's beginning, and not `/srv/home/`.
                let isBeginning =
                    place.lowerBound == text.startIndex || isBoundary(text[text.index(before: place.lowerBound)])
                let isFilled = place.upperBound < text.endIndex && !ends(text[place.upperBound])
                return isBeginning && isFilled
            }
        }.min { $0.lowerBound < $1.lowerBound }
    }

    /// A scheme's slashes come before a path as well: `unix:///run/user/1000/docker.sock`.
    private static func isBoundary(_ character: Character) -> Bool {
        ends(character) || character == "/" || character == "="
    }

    private static func ends(_ character: Character) -> Bool {
        character.isWhitespace || "\"'`,;:()<>|".contains(character)
    }
}

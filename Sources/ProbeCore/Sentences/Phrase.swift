/// A catalogue's text taken apart: words, places by their numbers, and particles that follow from what stands before them.
struct Phrase {
    private enum Part {
        case words(String)
        case place(Int)
        case particle(Particle)
    }

    private var parts: [Part] = []

    init(_ text: some StringProtocol) {
        var words = ""
        var rest = Substring(text)
        func finish(_ parts: inout [Part]) {
            if !words.isEmpty { parts.append(.words(words)) }
            words = ""
        }
        while let first = rest.popFirst() {
            if first == "{" || first == "}", rest.first == first {
                words.append(first)
                rest.removeFirst()
            } else if first == "{", let end = rest.firstIndex(of: "}"), let number = Int(rest[..<end]) {
                finish(&parts)
                parts.append(.place(number))
                rest = rest[rest.index(after: end)...]
            } else if first == "[", let end = rest.firstIndex(of: "]"), let particle = Particle(rest[..<end]) {
                finish(&parts)
                parts.append(.particle(particle))
                rest = rest[rest.index(after: end)...]
            } else {
                words.append(first)
            }
        }
        finish(&parts)
    }

    /// With values in its places; nothing where it has a place that there is no value for.
    func text(_ values: [String]) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .words(let words): text += words
            case .place(let number):
                guard values.indices.contains(number - 1) else { return nil }
                text += values[number - 1]
            case .particle(let particle): text += particle.form(after: text)
            }
        }
        return text
    }
}

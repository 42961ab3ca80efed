/// Words in the reader's language, for what is no sentence of a report: labels, headings, columns.
package func phrase(_ sentence: Sentence) -> String { sentence.text }

extension Sentence {
    /// In the reader's language.
    package var text: String { Phrasebook.current.map { text(in: $0) } ?? english }

    /// In the words of another language, and in English where it has none for the message.
    package func text(in phrasebook: Phrasebook) -> String {
        let message = message
        if message.hasWords, let text = phrasebook.phrase(for: message)?.text(arguments.map { $0.text(in: phrasebook) })
        {
            return text
        }
        return pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .place(let argument): argument.text(in: phrasebook)
            }
        }.joined()
    }

    /// The literal with numbers in its places, as catalogues have it; what is meant as a brace is written twice.
    package var message: String {
        var message = ""
        var number = 0
        for piece in pieces {
            switch piece {
            case .words(let words): message += words.replacing("{", with: "{{").replacing("}", with: "}}")
            case .place:
                number += 1
                message += "{\(number)}"
            }
        }
        return message
    }
}

extension String {
    /// Signs, numbers and places alone are the same in every language, and no catalogue has them.
    fileprivate var hasWords: Bool { utf8.contains { (0x61...0x7a).contains($0 | 0x20) } }
}

extension SentenceArgument {
    /// In the words of another language; names, addresses and terms are the same in all.
    func text(in phrasebook: Phrasebook) -> String {
        switch self {
        case .count(let number, let noun):
            return phrasebook.phrase(for: noun, "count", number: number)?.text(["\(number)"]) ?? english
        case .named(let noun, let values):
            let names = SentenceArgument.list(values, .conjunction).text(in: phrasebook)
            return phrasebook.phrase(for: noun, "names", number: values.count)?.text([names]) ?? english
        case .list(let values, let listing):
            let words = values.map { $0.text(in: phrasebook) }
            guard listing == .conjunction, let last = words.last, words.count > 1 else {
                return words.joined(separator: ", ")
            }
            let pair: Sentence = "\(Said(words.dropLast().joined(separator: ", "))) and \(Said(last))"
            return pair.text(in: phrasebook)
        case .duration(let duration): return duration.sentence.text(in: phrasebook)
        case .transport(let transport): return transport.sentence.text(in: phrasebook)
        case .worded(let sentence, _): return sentence.text(in: phrasebook)
        case .fact(let fact): return fact.value.sentence.text(in: phrasebook)
        case .sentence(let sentence, let form):
            let text = sentence.text(in: phrasebook)
            guard phrasebook.hasCapitals else { return text }
            return switch form {
            case .whole: text
            case .clause: text.decapitalized
            case .opening: text.capitalized
            }
        case .host, .address, .socket, .prefix, .service, .port, .number, .time, .interface, .network, .vantage, .proxy,
            .timeServer, .local, .wire, .term, .icmp:
            return english
        case .recorded(let text): return phrasebook.recorded(text)
        }
    }
}

/// Words that are put into a place as they are.
private struct Said: Sayable {
    let said: SentenceArgument

    init(_ text: String) { said = .term(Term(verbatim: text)) }
}

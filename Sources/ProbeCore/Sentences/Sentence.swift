/// What a person reads: the program's own words, with values in their places.
///
/// A literal with typed interpolations, as swift-format's messages are. Its key is the literal with a number and a type in
/// each place, by which another language finds its own words; English needs none. Sentences are whole: a condition chooses
/// between them, none is put together from halves, and no text can be made into one.
///
///     let sentence: Sentence = "\(3, .datagram) to \(address), no answer within \(latency)."
///     sentence.key      // {1:count} to {2:address}, no answer within {3:duration}.
///     sentence.message  // {1} to {2}, no answer within {3}.
///     sentence.english  // 3 datagrams to 10.3.0.53, no answer within 2.1 s.
///     sentence.text     // 10.3.0.53으로 데이터그램 3개, 2.1초 안에 응답 없음.
package struct Sentence: Hashable, Sendable, ExpressibleByStringInterpolation {
    enum Piece: Hashable, Sendable {
        /// The program's own words.
        case words(String)
        case place(SentenceArgument)
    }

    let pieces: [Piece]

    init(pieces: [Piece]) { self.pieces = pieces }

    package init(stringLiteral value: StaticString) {
        pieces = value.utf8CodeUnitCount > 0 ? [.words(value.description)] : []
    }

    package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            guard literal.utf8CodeUnitCount > 0 else { return }
            pieces.append(.words(literal.description))
        }

        package mutating func appendInterpolation(_ value: some Sayable) { append(value.said) }

        /// A number of things: 1 datagram, 3 datagrams.
        package mutating func appendInterpolation(_ number: Int, _ noun: Noun) { append(.count(number, noun)) }

        /// Things of a kind by their names: the port 443; ports 443, 5671 and 8883.
        package mutating func appendInterpolation(_ noun: Noun, _ values: some Sequence<some Sayable>) {
            append(.named(noun, values.map(\.said)))
        }

        /// All of them, as in: a, b and c.
        package mutating func appendInterpolation(_ values: some Sequence<some Sayable>) {
            append(.list(values.map(\.said), .conjunction))
        }

        /// All of them, as in: a, b, c.
        package mutating func appendInterpolation(listing values: some Sequence<some Sayable>) {
            append(.list(values.map(\.said), .commas))
        }

        /// Another sentence in the middle of this one, where it begins with a small letter.
        package mutating func appendInterpolation(clause sentence: Sentence) {
            append(.sentence(sentence, .clause))
        }

        /// Another sentence at the beginning of this one.
        package mutating func appendInterpolation(opening sentence: Sentence) {
            append(.sentence(sentence, .opening))
        }

        /// The name of one of the engine's networks.
        package mutating func appendInterpolation(network name: NetworkName) {
            append(.network(name))
        }

        /// A host and a port, as in `myhub.azure-devices.net:8883`.
        package mutating func appendInterpolation(_ host: HostName, port: UInt16) {
            append(.service(host, port: port))
        }

        /// A word of a protocol, of the kernel or of this program, which no language translates.
        package mutating func appendInterpolation(term word: Term) { append(.term(word)) }

        /// A text as it is: what a user wrote, a number in the form of its table, words in the reader's language already.
        package mutating func appendInterpolation(verbatim text: String) { append(.term(Term(verbatim: text))) }

        private mutating func append(_ argument: SentenceArgument) { pieces.append(.place(argument)) }
    }
}

extension Sentence {
    /// The values in their order.
    package var arguments: [SentenceArgument] {
        pieces.compactMap { piece in
            guard case .place(let argument) = piece else { return nil }
            return argument
        }
    }

    /// The literal with its places; what is meant as a brace is written twice.
    package var key: String {
        var key = ""
        var number = 0
        for piece in pieces {
            switch piece {
            case .words(let words): key += words.replacing("{", with: "{{").replacing("}", with: "}}")
            case .place(let argument):
                number += 1
                key += "{\(number):\(argument.kind)}"
            }
        }
        return key
    }

    package var english: String {
        pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .place(let argument): argument.english
            }
        }.joined()
    }

    package var isEmpty: Bool { pieces.isEmpty }

    /// The sentence with other values in its places, at any depth.
    package func replacing(_ replacement: (SentenceArgument) throws -> SentenceArgument) rethrows -> Sentence {
        Sentence(
            pieces: try pieces.map { piece in
                guard case .place(let argument) = piece else { return piece }
                return .place(try argument.replacing(replacement))
            })
    }

    /// What the system, a library or another program of this device says of a failure.
    package init(quoting failure: some Error) { pieces = [.place(.local(LocalText("\(failure)")))] }

    /// Typed values in the syntax of the tool that shows them, such as a route as ip(8) writes it.
    package init(verbatim text: String) { pieces = text.isEmpty ? [] : [.place(.term(Term(verbatim: text)))] }

    /// Of an older version's report, which has the English text alone.
    package init(recorded text: String) {
        pieces = text.isEmpty ? [] : [.place(.recorded(WireText(text, limit: 8000)))]
    }
}

extension Sentence: CustomStringConvertible {
    /// In the reader's language.
    package var description: String { text }
}

/// The last sound of a text as Koreans read it aloud, on which the form of a particle depends.
///
/// Names and abbreviations are read as the field reads them: TCP by its letters, 443 as a number, docker as a word. How a
/// Latin word ends in Korean follows from its spelling (외래어 표기법): behind a vowel, net and packet keep their final
/// consonant (넷, 패킷), port and host get a vowel (포트, 호스트).
enum LastSound: Hashable, Sendable {
    case vowel
    /// ㄹ, behind which 로 stands as behind a vowel.
    case liquid
    case consonant

    /// Nothing where the text has no letter and no digit.
    init?(of text: some StringProtocol) {
        let spoken = Self.spoken(text)
        guard let last = spoken.last else { return nil }
        if last == "%" {
            self = .vowel
        } else if let digit = last.wholeNumberValue, last.isASCII {
            self = Self.digits[digit]
        } else if last.isASCII {
            let run = spoken.suffix(while: { $0.isASCII && $0.isLetter })
            // An address ends in digits, of which some are letters: fd00::ac.
            let isNumber =
                run.allSatisfy(\.isHexDigit) && spoken.dropLast(run.count).last.map { $0 == ":" || $0.isNumber } == true
            self = isNumber ? Self(letter: run.last) : Self(latin: run)
        } else if let syllable = last.unicodeScalars.first?.value, (0xac00...0xd7a3).contains(syllable) {
            // A syllable block is (initial * 21 + vowel) * 28 + final (The Unicode Standard, section 3.12).
            let final = (syllable - 0xac00) % 28
            self = final == 0 ? .vowel : final == 8 ? .liquid : .consonant
        } else {
            return nil
        }
    }

    /// Without what is not read: closing signs, and a remark in brackets behind what it is about.
    private static func spoken(_ text: some StringProtocol) -> Substring {
        var rest = Substring(text)
        while let last = rest.last, !(last.isLetter || last.isNumber || last == "%") {
            if last == ")" || last == "]", let opening = opening(of: rest), opening > rest.startIndex,
                rest[..<opening].contains(where: { $0.isLetter || $0.isNumber })
            {
                rest = rest[..<opening]
            } else {
                rest.removeLast()
            }
        }
        return rest
    }

    /// Where the bracket opens that ends the text.
    private static func opening(of text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices.reversed() {
            switch text[index] {
            case ")", "]": depth += 1
            case "(", "[":
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }

    /// 영 일 이 삼 사 오 육 칠 팔 구; 십, 백, 천 and 만 end as 영 does, in a consonant.
    private static let digits: [LastSound] = [
        .consonant, .liquid, .vowel, .consonant, .vowel, .vowel, .consonant, .liquid, .liquid, .vowel,
    ]

    private init(latin run: Substring) {
        // What begins with the last capital is a word of its own: edgeHub ends as Hub does.
        let word = run.lastIndex(where: \.isUppercase).map { run[$0...] } ?? run
        let isLetters =
            word.count == 1 || run == "ip" || run.allSatisfy(\.isUppercase)
            || !word.lowercased().contains { "aeiouy".contains($0) }
        self = isLetters ? Self(letter: word.last) : Self(word: word.lowercased())
    }

    /// The letter's name: 엘, 알; 엠, 엔; the others end in a vowel.
    private init(letter: Character?) {
        switch letter?.lowercased() {
        case "l", "r": self = .liquid
        case "m", "n": self = .consonant
        default: self = .vowel
        }
    }

    private init(word: String) {
        func ends(_ endings: String...) -> Bool { endings.contains { word.hasSuffix($0) } }
        let isOpen = word.dropLast().last.map { "aeiouy".contains($0) } ?? false
        if ends("l", "le") {
            self = .liquid
        } else if ends("m", "n", "me", "ne", "ng", "ck", "web") {
            self = .consonant
        } else if ends("oot", "eet", "oop", "byte", "bit") {
            self = .vowel
        } else {
            self = isOpen && ends("t", "p", "k", "c") ? .consonant : .vowel
        }
    }
}

/// A particle in its two forms, of which one is chosen by what stands before it.
struct Particle: Hashable, Sendable {
    let afterConsonant: String
    let afterVowel: String

    /// From what a text of a catalogue has in brackets: `은/는`.
    ///
    /// - Returns: nothing where it is something else in brackets.
    init?(_ choice: some StringProtocol) {
        let forms = choice.split(separator: "/", omittingEmptySubsequences: false)
        guard forms.count == 2, !forms[0].isEmpty, forms.allSatisfy({ $0.unicodeScalars.allSatisfy(Self.isHangul) })
        else { return nil }
        (afterConsonant, afterVowel) = (String(forms[0]), String(forms[1]))
    }

    /// Both forms, as people write who do not know the word, where the text ends in no sound.
    func form(after text: some StringProtocol) -> String {
        switch LastSound(of: text) {
        case .vowel: afterVowel
        case .consonant: afterConsonant
        case .liquid: afterConsonant.hasPrefix("으로") ? afterVowel : afterConsonant
        case nil:
            afterConsonant.hasPrefix("으로")
                ? "(으)로" + afterVowel.dropFirst()
                : afterVowel.isEmpty ? afterConsonant : "\(afterConsonant)(\(afterVowel))"
        }
    }

    private static func isHangul(_ scalar: Unicode.Scalar) -> Bool { (0xac00...0xd7a3).contains(scalar.value) }
}

extension StringProtocol {
    /// The characters at the end that are as asked for.
    fileprivate func suffix(while isPart: (Character) -> Bool) -> SubSequence {
        let start = indices.reversed().prefix { isPart(self[$0]) }.last ?? endIndex
        return self[start...]
    }
}

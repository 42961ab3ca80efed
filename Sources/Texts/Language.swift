package import ProbeCore

/// A language that the program speaks.
package struct Language: Hashable, Sendable {
    /// As ISO 639-1 has it.
    package let code: String
    /// As its speakers call it.
    package let name: String
    private let catalogue: StaticString?

    package static let english = Language(code: "en", name: "English", catalogue: nil)

    init(code: String, name: String, catalogue: StaticString?) {
        self.code = code
        self.name = name
        self.catalogue = catalogue
    }

    /// Its words; nothing for English, which stands in the sources.
    ///
    /// They are read anew each time: to be asked for once.
    package var phrasebook: Phrasebook? { catalogue.map { Phrasebook($0.description) } }

    /// The same, heard by somebody.
    ///
    /// - Parameter unknown: hears of each message that the catalogue has no words for.
    /// - Returns: its words; nothing for English.
    package func phrasebook(hearing unknown: @escaping @Sendable (_ message: String) -> Void) -> Phrasebook? {
        catalogue.map { Phrasebook($0.description, unknown: unknown) }
    }

    package static func == (left: Language, right: Language) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension Language: CustomStringConvertible {
    package var description: String { code }
}

extension Language {
    /// From its code, as `--lang` takes it.
    package init?(code: some StringProtocol) {
        guard let language = Self.all.first(where: { $0.code == code }) else { return nil }
        self = language
    }

    /// The first of some locales that is set decides, and where it names a language that the program does not speak, or
    /// none, English is spoken (locale(7)): `ko_KR.UTF-8`, `C`.
    package init(locales: [String?]) {
        let locale = locales.lazy.compactMap(\.self).first { !$0.isEmpty } ?? ""
        self = Self(code: locale.prefix { !"_.@".contains($0) }) ?? .english
    }
}

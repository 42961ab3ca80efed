// Written by Texts/embed from Texts/*.po; not to be edited.

extension Language {
    /// Every language that the program speaks, English first, which stands in the sources.
    package static let all: [Language] = [.english, .ko]
}

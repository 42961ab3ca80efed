/// A value of a floor above this one that can stand in a sentence: a route, a rule, a culprit.
package protocol SentenceFact: Hashable, Sendable, Codable {
    /// The type's name in keys and reports.
    static var kind: String { get }

    /// What it is in words, if only those of the tool that shows it.
    var sentence: Sentence { get }
}

/// Any such value.
package struct Fact: Hashable, Sendable {
    package let value: any SentenceFact

    package init(_ value: some SentenceFact) { self.value = value }

    package var kind: String { type(of: value).kind }

    package static func == (left: Fact, right: Fact) -> Bool { AnyHashable(left.value) == AnyHashable(right.value) }

    package func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}

extension SentenceArgument {
    package static func fact(_ value: some SentenceFact) -> SentenceArgument { .fact(Fact(value)) }
}

extension Sayable where Self: SentenceFact {
    package var said: SentenceArgument { .fact(self) }
}

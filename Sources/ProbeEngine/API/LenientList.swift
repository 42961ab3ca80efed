/// A list less the elements that cannot be read, which are counted.
package struct LenientList<Element: Decodable & Sendable>: Decodable, Sendable {
    package let elements: [Element]
    package let unread: Int

    private struct Attempt: Decodable {
        let element: Element?

        init(from decoder: any Decoder) throws { element = try? Element(from: decoder) }
    }

    package init(from decoder: any Decoder) throws {
        let attempts = try [Attempt](from: decoder)
        elements = attempts.compactMap(\.element)
        unread = attempts.count - elements.count
    }
}

/// A list less the elements that cannot be read, such as a swarm's networks, whose ids have another form.
struct LenientList<Element: Decodable>: Decodable {
    let elements: [Element]

    private struct Attempt: Decodable {
        let element: Element?

        init(from decoder: any Decoder) throws { element = try? Element(from: decoder) }
    }

    init(from decoder: any Decoder) throws {
        elements = try [Attempt](from: decoder).compactMap(\.element)
    }
}
